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
 * What /proc says of a supervised process, and of the JVMs behind it.
 *
 * @param jvms among its descendants
 * @param gone those of them that have ended in this run of the process: a shell lives on without its JVM
 */
record FamilyFacts(ProcessFacts head, List<ProcessFacts> jvms, List<ProcessFacts> gone) {

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

    /** JVMs that have ended, and may have left a flag before. */
    List<ProcessFacts> bygones() {
        return gone.stream()
                .map(it -> it.completedBy(head).afterItsEnd(head::mountView))
                .toList();
    }

    /** How long after the process one of these was started. */
    Duration later(ProcessFacts member) {
        return Proc.between(head.run(), member.run());
    }

    private boolean namesFlag() {
        return head.environ()
                .known()
                .flatMap(it -> it.get(FlagSearcher.OOME_FILE))
                .isPresent();
    }

    /** One that has come to its end had lost its JVM already, or loses it with that. */
    FamilyFacts afterItsEnd(Supplier<Reading<MountView>> supervisords) {
        List<ProcessFacts> all = Stream.concat(jvms.stream(), gone.stream())
                .map(it -> it.afterItsEnd(supervisords))
                .toList();
        return new FamilyFacts(head.afterItsEnd(supervisords), all, List.of());
    }
}
