package io.oome.journal;

import java.util.List;

/**
 * A restart under way.
 *
 * @param origin what is to be stopped; or, after a failed start, what was found then
 * @param failures how many starts have failed so far
 * @param descendants those of the run that is stopped: none of them may outlive it
 */
public record Restart(Cause cause, Origin origin, Step step, int failures, List<Member> descendants) {

    /** A process that descends from a supervised one, and the start by which its pid is told from a later one. */
    public record Member(int pid, long startTicks) {}

    public static Restart claimed(Cause cause, Origin origin) {
        return new Restart(cause, origin, Step.CLAIMED, 0, List.of());
    }

    public Restart at(Step next) {
        return new Restart(cause, origin, next, failures, descendants);
    }

    public Restart stopping(List<Member> family) {
        return new Restart(cause, origin, Step.STOP, failures, family);
    }

    public Restart of(Origin other) {
        return new Restart(cause, other, step, failures, descendants);
    }

    /**
     * Its start has failed: what is there now is what a later attempt begins with. Where nothing was asked yet, a stop is
     * not ours from then on either.
     */
    public Restart failed(Origin found) {
        Step reached = step == Step.CLAIMED ? Step.CLAIMED : Step.START;
        return new Restart(cause, found, reached, failures + 1, descendants);
    }
}
