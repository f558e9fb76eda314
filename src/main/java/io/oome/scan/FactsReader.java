package io.oome.scan;

import io.oome.jvm.ConfiguredJvm;
import io.oome.jvm.JvmOptions;
import io.oome.jvm.JvmSigns;
import io.oome.jvm.JvmVariables;
import io.oome.jvm.OomeCommands;
import io.oome.jvm.PerfData;
import io.oome.jvm.PerfDataFile;
import io.oome.proc.Cwd;
import io.oome.proc.Environ;
import io.oome.proc.MountView;
import io.oome.proc.Proc;
import io.oome.proc.ProcessStat;
import io.oome.proc.ProcessStatus;
import io.oome.proc.Reading;
import io.oome.proc.Run;
import io.oome.supervisor.ProcessInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads {@link ProcessFacts}: all of them for a new program, and afterwards only what a running program can change. */
final class FactsReader {

    private final Proc proc;
    private final int ourUid;
    private final PerfDataFile perfData;
    private Optional<Instant> boot = Optional.empty();

    FactsReader(Proc proc, int ourUid) {
        this(proc, ourUid, new PerfDataFile(Path.of("/tmp"), System.getProperty("user.name"), ourUid));
    }

    FactsReader(Proc proc, int ourUid, PerfDataFile perfData) {
        this.proc = proc;
        this.ourUid = ourUid;
        this.perfData = perfData;
    }

    /** Reads the boot time again at each scan: the clock can have been set. */
    void begin() {
        boot = proc.boot().known();
    }

    Run run(ProcessInfo process, ProcessStat stat) {
        return boot.map(it -> Proc.toRun(stat, it))
                .orElseGet(() -> new Run(stat.pid(), stat.startTicks(), process.start()));
    }

    Known read(ProcessStat stat, Run run) {
        Reading<List<String>> cmdline = proc.cmdline(stat.pid());
        return read(stat, run, cmdline, isJvm(stat.pid(), cmdline));
    }

    /** Reads a descendant, which matters only if it is a JVM. */
    Optional<Known> readJvm(ProcessStat stat, Run run) {
        Reading<List<String>> cmdline = proc.cmdline(stat.pid());
        return isJvm(stat.pid(), cmdline) ? Optional.of(read(stat, run, cmdline, true)) : Optional.empty();
    }

    private boolean isJvm(int pid, Reading<List<String>> cmdline) {
        return JvmSigns.isLauncher(
                cmdline.known().orElse(List.of()), proc.exe(pid).known());
    }

    private Known read(ProcessStat stat, Run run, Reading<List<String>> cmdline, boolean isJvm) {
        int pid = stat.pid();
        Reading<ProcessStatus> status = proc.status(pid);
        Reading<Environ> environ = proc.environ(pid, JvmVariables.NAMES::contains);
        Reading<MountView> view = proc.mountView(pid);
        PerfDataLook look = new PerfDataLook(status, view, pid);
        Optional<Jvm> jvm = isJvm ? Optional.of(jvm(pid(status, pid), cmdline, environ, look)) : Optional.empty();
        ProcessFacts facts = new ProcessFacts(run, status, environ, proc.cwd(pid), view, jvm, script(cmdline, environ));
        GrowingPause pause = new GrowingPause();
        pause.restart();
        return new Known(stat, facts, cmdline.known().hashCode(), look.missed, pause);
    }

    /** If the script runs its JVM as another user, the shell's user is not trusted with that JVM's flag. */
    private static Optional<ConfiguredJvm> script(Reading<List<String>> cmdline, Reading<Environ> environ) {
        return cmdline.known()
                .filter(ConfiguredJvm::isScript)
                .map(it -> ConfiguredJvm.of(it, environ))
                .filter(it -> it.user().isEmpty() && !it.files().isEmpty());
    }

    private static Jvm jvm(
            int pid, Reading<List<String>> cmdline, Reading<Environ> environ, Supplier<Optional<PerfData>> perfData) {
        JvmOptions options = JvmOptions.of(cmdline, environ, perfData);
        return new Jvm(pid, options, new OomeCommands(pid, environ.known()).effect(options.onOutOfMemoryError()));
    }

    /** The pid in the process's own PID namespace. */
    private static int pid(Reading<ProcessStatus> status, int pid) {
        List<Integer> pids = status.known().map(ProcessStatus::pids).orElse(List.of());
        return pids.isEmpty() ? pid : pids.get(pids.size() - 1);
    }

    /** Only for the monitor user's JVMs in the monitor's mount namespace. */
    private Optional<PerfData> perfData(Reading<ProcessStatus> status, Reading<MountView> view, int pid) {
        boolean isOurs = status.known().flatMap(ProcessStatus::uid).equals(Optional.of(ourUid))
                && view.known().filter(MountView::isOurs).isPresent();
        return isOurs ? perfData.read(pid(status, pid)) : Optional.empty();
    }

    /** Reads hsperfdata lazily, only where the other sources are incomplete. */
    private final class PerfDataLook implements Supplier<Optional<PerfData>> {
        private final Reading<ProcessStatus> status;
        private final Reading<MountView> view;
        private final int pid;
        private boolean missed;

        PerfDataLook(Reading<ProcessStatus> status, Reading<MountView> view, int pid) {
            this.status = status;
            this.view = view;
            this.pid = pid;
        }

        @Override
        public Optional<PerfData> get() {
            Optional<PerfData> found = perfData(status, view, pid);
            missed = found.isEmpty();
            return found;
        }
    }

    /**
     * Reads again what a program can change while it runs: its user, its mount namespace, and a JVM's hsperfdata file.
     * A program changes these soon after it starts, or never, and reading them at each scan would take most of the
     * scan. A chroot is detected at each scan, and so is a new cwd where a path depends on it.
     */
    Known reread(Known before, Run run) {
        ProcessFacts facts = before.facts();
        int pid = run.pid();
        if (!before.pause().isOver()) {
            Reading<Cwd> cwd = facts.isCwdNeeded() ? proc.cwd(pid) : facts.cwd();
            return before.with(facts.updated(run, facts.status(), cwd, mountView(facts, pid)));
        }
        boolean isLate = before.isAwaited()
                && perfData(facts.status(), facts.mountView(), pid).isPresent();
        return isLate
                ? read(before.stat(), run)
                : before.with(facts.updated(run, status(facts, pid), proc.cwd(pid), proc.mountView(pid)));
    }

    private Reading<MountView> mountView(ProcessFacts before, int pid) {
        boolean isOurs = before.mountView().known().filter(MountView::isOurs).isPresent();
        return isOurs && proc.isChrooted(pid) ? proc.mountView(pid) : before.mountView();
    }

    /**
     * The kernel takes longer to generate a status than all the rest: if all four uids were equal and the effective uid
     * is unchanged, the old status still holds.
     */
    private Reading<ProcessStatus> status(ProcessFacts before, int pid) {
        boolean same = before.uid().isPresent()
                && before.uid().equals(proc.effectiveUid(pid).known());
        return same ? before.status() : proc.status(pid);
    }

    /**
     * What was read of one program.
     *
     * @param command the hash of its command line
     * @param isAwaited whether its hsperfdata file is needed and still missing: a JVM creates it some time after it
     *     starts
     * @param pause until what can change is read again
     */
    record Known(ProcessStat stat, ProcessFacts facts, int command, boolean isAwaited, GrowingPause pause) {

        Known with(ProcessFacts other) {
            return new Known(stat, other, command, isAwaited, pause);
        }
    }
}
