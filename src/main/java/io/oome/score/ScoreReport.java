package io.oome.score;

import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The result for one supervised process that a rule matches.
 *
 * @param descendants the result for each live descendant; empty if the process's own score was refused
 * @param reason why the process has no wanted score, or may not get it; empty otherwise
 * @param remedy what to do about a refusal, if anything
 */
public record ScoreReport(
        ProcessInfo process,
        Score wanted,
        Attempt own,
        List<Attempt> descendants,
        String reason,
        Optional<String> remedy) {

    public Namespec namespec() {
        return process.namespec();
    }

    /** The score before. */
    public OptionalInt found() {
        if (own instanceof Attempt.Written written) {
            return OptionalInt.of(written.old());
        }
        if (own instanceof Attempt.Already already) {
            return OptionalInt.of(already.old());
        }
        if (own instanceof Attempt.WouldWrite would) {
            return OptionalInt.of(would.old());
        }
        if (own instanceof Attempt.BelowFloor below) {
            return OptionalInt.of(below.old());
        }
        return own instanceof Attempt.Overruled overruled ? OptionalInt.of(overruled.old()) : OptionalInt.empty();
    }

    public boolean isRefusal() {
        return own.isRefusal() || refusedDescendants() > 0;
    }

    /** A score was written, or would have been. */
    public boolean isChange() {
        return isChange(own) || descendants.stream().anyMatch(ScoreReport::isChange);
    }

    private static boolean isChange(Attempt attempt) {
        return attempt instanceof Attempt.Written || attempt instanceof Attempt.WouldWrite;
    }

    public long livingDescendants() {
        return descendants.stream().filter(it -> !(it instanceof Attempt.Gone)).count();
    }

    public long refusedDescendants() {
        return descendants.stream().filter(Attempt::isRefusal).count();
    }

    /** {@code web (pid 71 and 2 children): 0 → 300}. */
    public String message() {
        if (own instanceof Attempt.Gone) {
            return namespec() + ": " + reason;
        }
        String who = namespec() + " (pid " + process.pid() + " and " + children(livingDescendants()) + "): ";
        if (own.isRefusal()) {
            return who
                    + found().stream()
                            .mapToObj(old -> "stays " + old + ": ")
                            .findFirst()
                            .orElse("")
                    + reason;
        }
        String change = found().getAsInt() + (own instanceof Attempt.WouldWrite ? " would become " : " → ") + wanted;
        return who + change + (reason.isEmpty() ? "" : "; " + reason);
    }

    public static String children(long count) {
        return count == 1 ? "1 child" : count + " children";
    }
}
