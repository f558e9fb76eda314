package io.oome.scan;

import io.oome.proc.Environ;
import io.oome.proc.Proc;
import io.oome.proc.ProcessStat;
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
 * What /proc says of the supervised processes; what was learned of one while it ran is kept for when it is down. A
 * program that still is the one that was seen at the last scan is asked for its working directory only: nothing else of
 * it can have changed.
 */
public final class KnownProcesses {

    private final Proc proc;
    private final Map<Namespec, Known> known = new HashMap<>();
    private Optional<Instant> boot = Optional.empty();

    /**
     * @param start supervisord's, to tell whether the run that is over is the one that we saw
     */
    private record Known(ProcessStat stat, ProcessFacts facts, Instant start) {}

    public KnownProcesses(Proc proc) {
        this.proc = proc;
    }

    /**
     * At the beginning of a scan: forgets what supervisord no longer has. The boot is asked for anew, for the clock may
     * have been set.
     *
     * @param all what supervisord has; what is not looked at in this scan is kept as well
     */
    public void begin(List<ProcessInfo> all) {
        known.keySet().retainAll(all.stream().map(ProcessInfo::namespec).collect(Collectors.toSet()));
        boot = proc.boot().known();
    }

    /** Empty for a process that is down and was not seen in its last run. */
    public Optional<ProcessFacts> facts(ProcessInfo process) {
        if (process.pid() > 0) {
            proc.stat(process.pid()).known().ifPresent(stat -> learn(process, stat));
        }
        return Optional.ofNullable(known.get(process.namespec()))
                .filter(it -> it.start().equals(process.start()))
                .map(Known::facts);
    }

    private void learn(ProcessInfo process, ProcessStat stat) {
        Known before = known.get(process.namespec());
        boolean sameProgram = before != null && before.stat().isSameProgramAs(stat);
        Run run = boot.map(it -> Proc.toRun(stat, it))
                .orElseGet(() -> new Run(stat.pid(), stat.startTicks(), process.start()));
        ProcessFacts facts = sameProgram ? again(before.facts(), run) : read(run);
        known.put(process.namespec(), new Known(stat, facts, process.start()));
    }

    private ProcessFacts again(ProcessFacts before, Run run) {
        return new ProcessFacts(run, before.uid(), before.environ(), proc.cwd(run.pid()), before.mountView());
    }

    private ProcessFacts read(Run run) {
        int pid = run.pid();
        Reading<Environ> environ = proc.environ(pid, FlagSearcher.VARIABLES::contains);
        return new ProcessFacts(
                run, proc.status(pid).map(it -> it.uid().orElse(-1)), environ, proc.cwd(pid), proc.mountView(pid));
    }
}
