package io.oome.restart;

import java.util.List;

/** How a restart ended. */
public sealed interface Outcome {

    /**
     * It runs.
     *
     * @param survivors pids of the run before that still live
     */
    record Restarted(int newPid, List<Integer> survivors) implements Outcome {}

    /** It was started, ran, and has ended by itself. */
    record Exited(int exitstatus) implements Outcome {}

    /** Somebody else has started it again; 0 if it does not run. */
    record Superseded(int newPid) implements Outcome {}

    /** Somebody has stopped it: an operator's choice. */
    record Overruled() implements Outcome {}

    /** supervisord no longer has it. */
    record Removed() implements Outcome {}

    /** Another monitor acts on this flag. */
    record LeftToAnother() implements Outcome {}

    /** Its start was asked for, and we end before it runs. */
    record Starting() implements Outcome {}

    /** It does not start; a later scan tries again. */
    record Failed(String reason) implements Outcome {}

    /** supervisord can't be reached any more; a later scan goes on. */
    record Interrupted(String reason) implements Outcome {}

    /** Nothing is left to be done. */
    default boolean isEnd() {
        return !(this instanceof Failed || this instanceof Interrupted || this instanceof Starting);
    }

    /** As it should be: it runs, and nothing of the run before; or it is as somebody else wanted it. */
    default boolean isGood() {
        boolean survived =
                this instanceof Restarted restarted && !restarted.survivors().isEmpty();
        return isEnd() && !survived || this instanceof Starting;
    }
}
