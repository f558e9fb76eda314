package io.oome.exit;

import io.oome.proc.Proc;
import io.oome.proc.Run;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** When the present run of each process began, to tell how long it ran. */
final class StartTimes {

    private final Proc proc;
    private final Map<Namespec, Start> starts = new ConcurrentHashMap<>();

    private record Start(int pid, Instant time) {}

    StartTimes(Proc proc) {
        this.proc = proc;
    }

    /** Learns the start of a process that has just become RUNNING, from /proc alone. */
    void learn(Namespec process, int pid) {
        Optional<Instant> time = pid > 0 ? proc.run(pid).known().map(Run::start) : Optional.empty();
        if (time.isPresent()) {
            starts.put(process, new Start(pid, time.get()));
        } else {
            starts.remove(process);
        }
    }

    /** Learns the starts that supervisord knows; those learned meanwhile are newer. */
    void learn(List<ProcessInfo> processes) {
        processes.stream()
                .filter(it -> it.pid() > 0)
                .forEach(it -> starts.putIfAbsent(it.namespec(), new Start(it.pid(), it.start())));
    }

    Optional<Instant> of(Namespec process, int pid) {
        return Optional.ofNullable(starts.get(process))
                .filter(it -> it.pid() == pid)
                .map(Start::time);
    }
}
