package io.oome.journal;

import io.oome.supervisor.ProcessInfo;
import java.time.Instant;

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
