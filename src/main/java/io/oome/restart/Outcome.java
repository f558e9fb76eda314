package io.oome.restart;

import java.util.List;
import java.util.Optional;

/** How a restart ended. */
public sealed interface Outcome {

    /** In the journal, and in JSON. */
    String word();

    /**
     * It runs.
     *
     * @param survivors pids of the run before that still live
     */
    record Restarted(int newPid, List<Integer> survivors) implements Outcome {
        @Override
        public String word() {
            return "restarted";
        }
    }

    /** It was started, ran, and has ended by itself. */
    record Exited(int exitstatus) implements Outcome {
        @Override
        public String word() {
            return "exited";
        }
    }

    /** It ended by itself, and supervisord has started it again: nothing is ours to do. */
    record Noted() implements Outcome {
        @Override
        public String word() {
            return "ended-itself";
        }
    }

    /** Somebody else has started it again; 0 if it does not run. */
    record Superseded(int newPid) implements Outcome {
        @Override
        public String word() {
            return "superseded";
        }
    }

    /** Somebody has stopped it: an operator's choice. */
    record Overruled() implements Outcome {
        @Override
        public String word() {
            return "overruled";
        }
    }

    /** supervisord no longer has it. */
    record Removed() implements Outcome {
        @Override
        public String word() {
            return "removed";
        }
    }

    /** Another monitor acts on this flag. */
    record LeftToAnother() implements Outcome {
        @Override
        public String word() {
            return "left-to-another";
        }
    }

    /** Its start was asked for, and we end before it runs. */
    record Starting() implements Outcome {
        @Override
        public String word() {
            return "starting";
        }
    }

    /** It does not start; a later scan tries again. */
    record Failed(String reason) implements Outcome {
        @Override
        public String word() {
            return "failed";
        }
    }

    /** supervisord can't be reached any more; a later scan goes on. */
    record Interrupted(String reason) implements Outcome {
        @Override
        public String word() {
            return "interrupted";
        }
    }

    /** Of the run that there is now, if it is known. */
    default Optional<Integer> pid() {
        int pid = 0;
        if (this instanceof Restarted restarted) {
            pid = restarted.newPid();
        } else if (this instanceof Superseded superseded) {
            pid = superseded.newPid();
        }
        return pid == 0 ? Optional.empty() : Optional.of(pid);
    }

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
