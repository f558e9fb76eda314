package io.oome.score;

import java.util.Optional;

/**
 * Why a process does not have the wanted score, for an operator.
 *
 * @param reason what the kernel said, for the process's own line
 * @param remedy what to do about it; the same for many processes, and so shown once
 */
record Refusal(String reason, Optional<String> remedy) {

    private static final String RUN_AS_ROOT = "Run this program as root, or as the user of the processes.";
    private static final String WRITABLE_PROC =
            "Run this program where /proc is writable: in supervisord's own container, not one with a read-only /proc.";

    static Refusal of(Attempt refused, Score wanted, Floor floor) {
        if (refused instanceof Attempt.BelowFloor) {
            return new Refusal(floor.refusal(wanted), Optional.of(floor.remedy()));
        }
        if (refused instanceof Attempt.NotPermitted) {
            return new Refusal(wanted + " refused: the process belongs to another user", Optional.of(RUN_AS_ROOT));
        }
        if (refused instanceof Attempt.ReadOnly) {
            return new Refusal(wanted + " refused (EROFS): /proc is mounted read-only", Optional.of(WRITABLE_PROC));
        }
        if (refused instanceof Attempt.Overruled overruled) {
            return new Refusal(
                    wanted + " was written, but " + overruled.now()
                            + " was read back: does another program set it, too?",
                    Optional.empty());
        }
        return new Refusal(((Attempt.Failed) refused).reason(), Optional.empty());
    }
}
