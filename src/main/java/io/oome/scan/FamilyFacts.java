package io.oome.scan;

import io.oome.proc.MountView;
import io.oome.proc.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What /proc says of a supervised process, and of the JVMs behind it.
 *
 * @param jvms among its descendants
 */
record FamilyFacts(ProcessFacts head, List<ProcessFacts> jvms) {

    /**
     * Whose flags count: those of each JVM, in its own environment and working directory; where there is none, the
     * process's own.
     */
    List<ProcessFacts> subjects() {
        List<ProcessFacts> subjects = new ArrayList<>();
        if (head.jvm().isPresent() || jvms.isEmpty()) {
            subjects.add(head);
        }
        jvms.forEach(it -> subjects.add(it.completedBy(head)));
        return subjects;
    }

    FamilyFacts afterItsEnd(Supplier<Reading<MountView>> supervisords) {
        return new FamilyFacts(
                head.afterItsEnd(supervisords),
                jvms.stream().map(it -> it.afterItsEnd(supervisords)).toList());
    }
}
