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
 * @param origin the run to stop; after a failed start, what was found then
 * @param failures the number of failed starts
 * @param descendants the members of the stopped run, none of which should outlive it
 */
public record Restart(Cause cause, Origin origin, Step step, int failures, List<Member> descendants) {

    /** A descendant of a supervised process, with its start time to detect a reused pid. */
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

    /** supervisord refused to stop or to start the process: a later attempt asks again. */
    public Restart refused(Origin found) {
        Step reached = step == Step.CLAIMED ? Step.CLAIMED : Step.START;
        return new Restart(cause, found, reached, failures + 1, descendants);
    }

    /** The started process did not stay up: a later attempt begins with what is found now. */
    public Restart failed(Origin found) {
        return new Restart(cause, found, Step.FAILED, failures + 1, descendants);
    }

    /** Whether supervisord was asked to start it. */
    public boolean isStarted() {
        return step.compareTo(Step.START) >= 0;
    }

    /** The progress of a restart. Each step is written before the monitor makes its request to supervisord. */
    public enum Step {
        /** The flag is claimed; no request has been made. */
        CLAIMED,
        /** The stop is requested: from here on the monitor is why the process is down. */
        STOP,
        /** The start is requested. */
        START,
        /**
         * The monitor's start has failed. From BACKOFF, EXITED or FATAL a process becomes STOPPED only when somebody
         * stops it, even where {@code start}, in whole seconds, can't distinguish the two runs.
         */
        FAILED
    }

    /**
     * The flag that caused a restart.
     *
     * @param path as the process, or the operator, wrote it; text, because a later monitor's locale can lack its
     *     characters
     */
    public record Cause(FlagId flag, String path, FlagRule rule) {

        @Override
        public String toString() {
            return Printable.brief(path) + " (rule: " + rule + ")";
        }
    }

    /**
     * What a restart begins with: the run to stop, or the last one.
     *
     * @param pid 0 if the process was down
     * @param start supervisord's, in whole seconds
     * @param startTicks /proc's, to detect a reused pid; 0 if unreadable
     */
    public record Origin(int pid, Instant start, long startTicks) {

        public static Origin of(ProcessInfo process, long startTicks) {
            return new Origin(process.pid(), process.start(), startTicks);
        }

        /** The same, if its pid is another process's by now. */
        public Origin over() {
            return new Origin(0, start, 0);
        }

        /**
         * Whether the process has been started again since. A process that supervisord has never started, because
         * supervisord itself was restarted, has not.
         */
        public boolean isOver(ProcessInfo now) {
            if (now.pid() > 0) {
                return now.pid() != pid;
            }
            return !now.start().equals(start) && !now.start().equals(Instant.EPOCH);
        }
    }
}
