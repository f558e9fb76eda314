package io.oome.exit;

import io.oome.supervisor.Namespec;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An unexpected exit, as far as its event and this machine tell.
 *
 * @param fromState the state before the exit
 * @param time when its event came
 * @param started when that run began, if known
 * @param oomKills the kernel's count of OOM kills, in words
 */
record Exit(Namespec process, int pid, String fromState, Instant time, Optional<Instant> started, String oomKills) {

    /**
     * The process in an event's payload, such as
     *
     * <pre>
     * processname:web groupname:front from_state:RUNNING expected:0 pid:71
     * </pre>
     */
    static Namespec process(Map<String, String> event) {
        return new Namespec(event.getOrDefault("groupname", ""), event.getOrDefault("processname", ""));
    }

    /** The pid; 0 if the event has none. */
    static int pid(Map<String, String> event) {
        String pid = event.getOrDefault("pid", "");
        return pid.matches("\\d{1,9}") ? Integer.parseInt(pid) : 0;
    }
}
