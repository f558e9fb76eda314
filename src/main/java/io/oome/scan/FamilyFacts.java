package io.oome.scan;

import io.oome.proc.MountView;
import io.oome.proc.Proc;
import io.oome.proc.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What /proc says of a supervised process and of the JVMs behind it.
 *
 * @param jvms among its descendants
 * @param gone JVMs that have ended in this run of the process: a shell can outlive its JVM
 */
record FamilyFacts(ProcessFacts head, List<ProcessFacts> jvms, List<ProcessFacts> gone) {

    /**
     * The processes whose flags count: each JVM, with its own environment and working directory, or the process itself
     * if it has no JVM. A flag that the process's own environment names always counts: a descendant can't hide it, and
     * the process's user, who under {@code runuser} differs from the JVM's, can create it.
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

    /** JVMs that have ended, and can have left a flag. */
    List<ProcessFacts> endedJvms() {
        return gone.stream()
                .map(it -> it.completedBy(head).afterItsEnd(head::mountView))
                .toList();
    }

    /** How long after the process this member started. */
    Duration later(ProcessFacts member) {
        return Proc.between(head.run(), member.run());
    }

    private boolean namesFlag() {
        return head.environ()
                .known()
                .flatMap(it -> it.get(FlagSearcher.OOME_FILE))
                .isPresent();
    }

    /** After the process has ended: its JVMs ended before it or with it, and the flags of all of them count. */
    FamilyFacts afterItsEnd(Supplier<Reading<MountView>> supervisords) {
        List<ProcessFacts> all = Stream.concat(jvms.stream(), gone.stream())
                .map(it -> it.afterItsEnd(supervisords))
                .toList();
        return new FamilyFacts(head.afterItsEnd(supervisords), all, List.of());
    }
}
