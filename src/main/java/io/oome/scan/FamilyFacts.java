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
     * process's own. What the process's own environment names counts in any case: a descendant can't hide it, and its
     * user, who is not the JVM's behind {@code runuser}, may make it.
     */
    List<ProcessFacts> subjects() {
        List<ProcessFacts> subjects = new ArrayList<>();
        jvms.forEach(it -> subjects.add(it.completedBy(head)));
        boolean isSubject = head.jvm().isPresent() || jvms.isEmpty() || namesFlag();
        if (isSubject) {
            subjects.add(head.jvm().isPresent() ? 0 : subjects.size(), head);
        }
        return subjects;
    }

    private boolean namesFlag() {
        return head.environ()
                .known()
                .flatMap(it -> it.get(FlagSearcher.OOME_FILE))
                .isPresent();
    }

    FamilyFacts afterItsEnd(Supplier<Reading<MountView>> supervisords) {
        return new FamilyFacts(
                head.afterItsEnd(supervisords),
                jvms.stream().map(it -> it.afterItsEnd(supervisords)).toList());
    }
}
