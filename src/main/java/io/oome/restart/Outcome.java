package io.oome.restart;

import java.util.List;
import java.util.Optional;

/** How a restart ended. */
public sealed interface Outcome {

    /** Its name in the journal and in JSON. */
    String word();

    /**
     * It runs.
     *
     * @param survivors pids of its previous run that are still alive
     */
    record Restarted(int newPid, List<Integer> survivors) implements Outcome {
        @Override
        public String word() {
            return "restarted";
        }
    }

    /** It was started, ran, and exited by itself. */
    record Exited(int exitstatus) implements Outcome {
        @Override
        public String word() {
            return "exited";
        }
    }

    /** It ended by itself, and supervisord, or its wrapper, started it again: nothing to do. */
    record Noted() implements Outcome {
        @Override
        public String word() {
            return "ended-itself";
        }
    }

    /**
     * Somebody else started it again.
     *
     * @param newPid 0 if it is down
     */
    record Superseded(int newPid) implements Outcome {
        @Override
        public String word() {
            return "superseded";
        }
    }

    /** An operator stopped it. */
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

    /** Another monitor is acting on this flag. */
    record LeftToAnother() implements Outcome {
        @Override
        public String word() {
            return "left-to-another";
        }
    }

    /** supervisord was asked to start it, and the monitor exits before it runs. */
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

    /** supervisord went away, or the monitor failed; a later scan resumes it. */
    record Interrupted(String reason) implements Outcome {
        @Override
        public String word() {
            return "interrupted";
        }
    }

    /** The pid of the present run, if known. */
    default Optional<Integer> pid() {
        int pid = 0;
        if (this instanceof Restarted restarted) {
            pid = restarted.newPid();
        } else if (this instanceof Superseded superseded) {
            pid = superseded.newPid();
        }
        return pid == 0 ? Optional.empty() : Optional.of(pid);
    }

    /** Whether nothing is left to do. */
    default boolean isEnd() {
        return !(this instanceof Failed || this instanceof Interrupted || this instanceof Starting);
    }

    /** Whether the process runs without survivors, or is as somebody else wanted it. */
    default boolean isGood() {
        boolean survived =
                this instanceof Restarted restarted && !restarted.survivors().isEmpty();
        return isEnd() && !survived || this instanceof Starting;
    }
}
