package io.oome.scan;

import io.oome.discovery.RunningSupervisord;
import io.oome.proc.MountView;
import io.oome.proc.Proc;
import io.oome.proc.ProcessStat;
import io.oome.proc.ProcessStatus;
import io.oome.proc.Reading;
import io.oome.proc.Run;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.Supervisor;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a process of this /proc is the child of the supervisord that we talk to. A pid alone names nobody: the same
 * number may be a stranger's here, if that supervisord lives in another PID namespace, or on another machine. Its child is
 * who has supervisord's own pid for its parent, where under that pid a supervisord is to be seen, or the process was
 * started when supervisord says so.
 */
final class Parentage {

    /** supervisord's start is truncated to the second, /proc's is within 20 ms. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final Supervisor supervisor;
    private final Proc proc;
    private int pid;
    private Optional<ProcessStat> stat = Optional.empty();
    private Optional<RunningSupervisord> supervisord = Optional.empty();

    Parentage(Supervisor supervisor, Proc proc) {
        this.supervisor = supervisor;
        this.proc = proc;
    }

    /** At the beginning of a look: supervisord is asked for its pid again only if it is no longer the one that it was. */
    void begin() {
        Optional<ProcessStat> now = stat.flatMap(it -> proc.stat(pid).known());
        boolean same = now.isPresent() && now.get().startTicks() == stat.get().startTicks();
        if (same) {
            return;
        }
        pid = supervisor.getPID();
        stat = proc.stat(pid).known();
        supervisord = RunningSupervisord.at(proc, pid);
    }

    /**
     * @param run the same as the stat, on the clock
     */
    boolean isChild(ProcessInfo process, ProcessStat child, Run run) {
        boolean ofThatPid = stat.isPresent() && child.ppid() == pid;
        return ofThatPid && (isLocal() && supervisord.isPresent() || agree(process, run));
    }

    /** Whether what lies under that pid was started when supervisord says so. */
    static boolean agree(ProcessInfo process, Run run) {
        return Duration.between(process.start(), run.start()).abs().compareTo(TOLERANCE) <= 0;
    }

    /** Two containers of one image, each with a supervisord of pid 1, have the same pids; over loopback they don't meet. */
    private boolean isLocal() {
        return supervisor.server().url().isLocal();
    }

    /** Whether its children can be expected in this /proc. */
    boolean isToBeSeen() {
        return stat.isPresent() && supervisord.isPresent();
    }

    /**
     * Names it, over its restarts and whichever of its servers we talk to: by its arguments and where they count from, and
     * by its PID namespace, for these are the same in all containers of one image; one
     * that is not to be seen by its address.
     */
    String name() {
        begin();
        String cwd = proc.cwd(pid).known().map(it -> it.path().toString()).orElse("");
        return isToBeSeen()
                ? proc.pidNamespace() + cwd + "$"
                        + String.join(" ", supervisord.get().arguments())
                : supervisor.server().url().toString();
    }

    Optional<Instant> start() {
        return stat.filter(any -> supervisord.isPresent())
                .flatMap(it ->
                        proc.boot().known().map(boot -> Proc.toRun(it, boot).start()));
    }

    /** The file system of a process that is down is most likely supervisord's. */
    Reading<MountView> mountView() {
        return isToBeSeen() ? proc.mountView(pid) : new Reading.Known<>(MountView.OURS);
    }

    /** The user of a process without a {@code user=}. */
    Optional<Integer> uid() {
        return isToBeSeen() ? proc.status(pid).known().flatMap(ProcessStatus::uid) : Optional.empty();
    }

    String whyUnproven(ProcessInfo process) {
        return "pid " + process.pid() + " in this /proc is not the child of supervisord (pid " + pid
                + "): another PID namespace, or hidepid; only -o and oome-monitor.files count";
    }
}
