package io.oome.scan;

import io.oome.proc.Environ;
import io.oome.proc.Proc;
import io.oome.proc.ProcessStat;
import io.oome.proc.ProcessStatus;
import io.oome.proc.Reading;
import io.oome.proc.Run;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What /proc says of the supervised processes. What was learned of one while it ran is kept for when it is down, and for a
 * later run that nobody has looked at: it may end within seconds, and its program has not changed. Of a program that still
 * is the one that was seen at the last look only that is read again which it can change itself: its users, its working
 * directory and its root.
 */
final class KnownProcesses {

    private final Proc proc;
    private final Map<Namespec, Known> known = new HashMap<>();
    private Optional<Instant> boot = Optional.empty();

    private record Known(ProcessStat stat, ProcessFacts facts) {}

    KnownProcesses(Proc proc) {
        this.proc = proc;
    }

    /**
     * At the beginning of a look: forgets what supervisord no longer has. The boot is asked for anew, for the clock may
     * have been set.
     */
    synchronized void begin(List<ProcessInfo> all) {
        known.keySet().retainAll(all.stream().map(ProcessInfo::namespec).collect(Collectors.toSet()));
        boot = proc.boot().known();
    }

    /** A process that lives. */
    synchronized ProcessFacts learn(ProcessInfo process, ProcessStat stat) {
        Known before = known.get(process.namespec());
        boolean sameProgram = before != null && before.stat().isSameProgramAs(stat);
        Run run = run(process, stat);
        ProcessFacts facts = sameProgram ? again(before.facts(), run) : read(run);
        known.put(process.namespec(), new Known(stat, facts));
        return facts;
    }

    Run run(ProcessInfo process, ProcessStat stat) {
        return boot.map(it -> Proc.toRun(stat, it))
                .orElseGet(() -> new Run(stat.pid(), stat.startTicks(), process.start()));
    }

    /** What was seen of it last. */
    synchronized Optional<ProcessFacts> last(Namespec process) {
        return Optional.ofNullable(known.get(process)).map(Known::facts);
    }

    private ProcessFacts again(ProcessFacts before, Run run) {
        int pid = run.pid();
        return new ProcessFacts(run, status(before, pid), before.environ(), proc.cwd(pid), proc.mountView(pid));
    }

    /**
     * Writing a status takes the kernel longer than all the rest: it is asked for again only if the effective user is no
     * longer the one that all four were. A flag that is there is judged by a fresh one.
     */
    private Reading<ProcessStatus> status(ProcessFacts before, int pid) {
        boolean same = before.uid().isPresent()
                && before.uid().equals(proc.effectiveUid(pid).known());
        return same ? before.status() : proc.status(pid);
    }

    private ProcessFacts read(Run run) {
        int pid = run.pid();
        Reading<Environ> environ = proc.environ(pid, FlagSearcher.VARIABLES::contains);
        return new ProcessFacts(run, proc.status(pid), environ, proc.cwd(pid), proc.mountView(pid));
    }
}
