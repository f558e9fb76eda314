package io.oome.restart;

import io.oome.flag.ProcessFacts;
import io.oome.proc.Proc;
import io.oome.proc.Run;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What /proc says of the supervised processes; what was learned of one while it ran is kept for when it is down. */
final class KnownProcesses {

    private final Proc proc;
    private final Map<Namespec, Known> known = new HashMap<>();

    /** The start is supervisord's, to tell whether the run that is over is the one that we saw. */
    private record Known(ProcessFacts facts, java.time.Instant start) {}

    KnownProcesses(Proc proc) {
        this.proc = proc;
    }

    /** Forgets what supervisord no longer has. */
    void keepOnly(List<ProcessInfo> processes) {
        known.keySet().retainAll(processes.stream().map(ProcessInfo::namespec).collect(Collectors.toSet()));
    }

    /** Empty for a process that is down and was not seen in its last run. */
    Optional<ProcessFacts> facts(ProcessInfo process) {
        if (process.pid() > 0) {
            Optional<Run> run = proc.run(process.pid()).known();
            run.ifPresent(it -> known.put(process.namespec(), new Known(read(it), process.start())));
        }
        return Optional.ofNullable(known.get(process.namespec()))
                .filter(it -> it.start().equals(process.start()))
                .map(Known::facts);
    }

    private ProcessFacts read(Run run) {
        int pid = run.pid();
        return new ProcessFacts(run, proc.uid(pid), proc.environ(pid), proc.cwd(pid), proc.mountView(pid));
    }
}
