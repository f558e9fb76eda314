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

/** Reads {@link ProcessFacts}: all of them of a program that is new, of others what a program can change itself. */
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

    /** The boot is asked for anew at each look, for the clock may have been set. */
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

    /** Of a descendant, which matters only if it is a JVM. */
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
        pause.beginAnew();
        return new Known(stat, facts, cmdline.known().hashCode(), look.missed, pause);
    }

    /** A JVM of another user's makes a flag that the shell's user is not trusted with. */
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

    /** In its own PID namespace. */
    private static int pid(Reading<ProcessStatus> status, int pid) {
        List<Integer> pids = status.known().map(ProcessStatus::pids).orElse(List.of());
        return pids.isEmpty() ? pid : pids.get(pids.size() - 1);
    }

    /** Only of our own user's JVMs, which see what we see. */
    private Optional<PerfData> perfData(Reading<ProcessStatus> status, Reading<MountView> view, int pid) {
        boolean isOurs = status.known().flatMap(ProcessStatus::uid).equals(Optional.of(ourUid))
                && view.known().filter(MountView::isOurs).isPresent();
        return isOurs ? perfData.read(pid(status, pid)) : Optional.empty();
    }

    /** One that is made only where the other sources do not tell it all. */
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
     * What a program may change while it runs: its user, its mount namespace, and a JVM its hsperfdata file. It does so soon
     * after its start, or never: looking each time would be most of a scan. A chroot is seen at once, and a cwd where it
     * matters.
     */
    Known again(Known before, Run run) {
        ProcessFacts facts = before.facts();
        int pid = run.pid();
        if (!before.pause().isOver()) {
            Reading<Cwd> cwd = facts.isCwdNeeded() ? proc.cwd(pid) : facts.cwd();
            return before.with(facts.again(run, facts.status(), cwd, mountView(facts, pid)));
        }
        boolean isLate = before.isAwaited()
                && perfData(facts.status(), facts.mountView(), pid).isPresent();
        return isLate
                ? read(before.stat(), run)
                : before.with(facts.again(run, status(facts, pid), proc.cwd(pid), proc.mountView(pid)));
    }

    private Reading<MountView> mountView(ProcessFacts before, int pid) {
        boolean isOurs = before.mountView().known().filter(MountView::isOurs).isPresent();
        return isOurs && proc.isChrooted(pid) ? proc.mountView(pid) : before.mountView();
    }

    /** The kernel takes longer to write a status than all the rest: who was one user, and effectively still is that, is so. */
    private Reading<ProcessStatus> status(ProcessFacts before, int pid) {
        boolean same = before.uid().isPresent()
                && before.uid().equals(proc.effectiveUid(pid).known());
        return same ? before.status() : proc.status(pid);
    }

    /**
     * What was read of the program that a stat tells of.
     *
     * @param command tells its command line from others
     * @param isAwaited its hsperfdata file would tell more, and is not there: a JVM makes it some time after its start
     * @param pause until what may change is read again
     */
    record Known(ProcessStat stat, ProcessFacts facts, int command, boolean isAwaited, GrowingPause pause) {

        Known with(ProcessFacts other) {
            return new Known(stat, other, command, isAwaited, pause);
        }
    }
}
