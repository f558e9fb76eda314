package io.oome.journal;

import io.oome.notify.Printable;
import io.oome.scan.FlagId;
import io.oome.scan.FlagRule;
import io.oome.supervisor.ProcessInfo;
import java.time.Instant;
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

    /** It is down still, for supervisord has refused to stop or to start it: a later attempt asks again. */
    public Restart refused(Origin found) {
        Step reached = step == Step.CLAIMED ? Step.CLAIMED : Step.START;
        return new Restart(cause, found, reached, failures + 1, descendants);
    }

    /** It was started and did not stay: what is there now is what a later attempt begins with. */
    public Restart failed(Origin found) {
        return new Restart(cause, found, Step.FAILED, failures + 1, descendants);
    }

    /** Whether supervisord was asked to start it. */
    public boolean isStarted() {
        return step.compareTo(Step.START) >= 0;
    }

    /** How far a restart has got. Each is written before what it stands for is asked of supervisord. */
    public enum Step {
        /** The flag is acted on; nothing was asked yet. */
        CLAIMED,
        /** supervisord is asked to stop the process: that it is down is our doing from here on. */
        STOP,
        /** supervisord is asked to start it. */
        START,
        /**
         * Our start has failed. From BACKOFF, EXITED, FATAL a process becomes STOPPED only by somebody's stop, even where
         * {@code start}, in whole seconds, does not tell the run before from that somebody's.
         */
        FAILED
    }

    /**
     * The flag that a restart stands for.
     *
     * @param path as the process, or the operator, means it; a text, for the locale of a monitor to come may not have its characters
     */
    public record Cause(FlagId flag, String path, FlagRule rule) {

        @Override
        public String toString() {
            return Printable.brief(path) + " (rule: " + rule + ")";
        }
    }

    /**
     * What a restart begins with: the run that is to be stopped, or the one that is over.
     *
     * @param pid 0 if the process was down
     * @param start supervisord's, in whole seconds
     * @param startTicks /proc's, by which a pid that is used again can be told; 0 if it could not be read
     */
    public record Origin(int pid, Instant start, long startTicks) {

        public static Origin of(ProcessInfo process, long startTicks) {
            return new Origin(process.pid(), process.start(), startTicks);
        }

        /** The same, where its pid is known to be another process's by now. */
        public Origin over() {
            return new Origin(0, start, 0);
        }

        /**
         * Whether the process has been started again since. One that supervisord has never started, for it was restarted
         * itself, has not.
         */
        public boolean isOver(ProcessInfo now) {
            if (now.pid() > 0) {
                return now.pid() != pid;
            }
            return !now.start().equals(start) && !now.start().equals(Instant.EPOCH);
        }
    }
}
