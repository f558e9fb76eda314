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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a process in this /proc is a child of the supervisord that the monitor talks to. A pid proves nothing: if
 * that supervisord lives in another PID namespace or on another machine, the number is a stranger's here. A process is
 * its child if its parent has supervisord's pid and either /proc shows a supervisord under that pid, or the process
 * started when supervisord says so.
 */
final class Parentage {

    /** supervisord's start is truncated to the second; /proc's is accurate to 20 ms. */
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

    /**
     * Call when a scan begins: asks supervisord for its pid only if the process under its last known pid has changed.
     */
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
     * @param run the run of {@code child}, with its start on the clock
     */
    boolean isChild(ProcessInfo process, ProcessStat child, Run run) {
        boolean ofThatPid = stat.isPresent() && child.ppid() == pid;
        return ofThatPid && (isLocal() && supervisord.isPresent() || agree(process, run));
    }

    /**
     * Whether it does not run its program yet: its memory is still a copy of supervisord's, or, in the middle of an
     * execve(2), without arguments and environment.
     */
    boolean isFork(ProcessStat child) {
        long ours = stat.map(ProcessStat::envStart).orElse(0L);
        if (ours == 0 || supervisord.isEmpty()) {
            return false;
        }
        if (child.envStart() == 0) {
            return proc.cmdline(child.pid()).known().filter(List::isEmpty).isPresent();
        }
        return child.envStart() == ours
                && RunningSupervisord.at(proc, child.pid())
                        .map(RunningSupervisord::arguments)
                        .equals(supervisord.map(RunningSupervisord::arguments));
    }

    /** Whether the process under that pid started when supervisord says so. */
    static boolean agree(ProcessInfo process, Run run) {
        return Duration.between(process.start(), run.start()).abs().compareTo(TOLERANCE) <= 0;
    }

    /**
     * Two containers of one image, each with a supervisord as pid 1, use the same pids; over loopback neither reaches
     * the other's server.
     */
    private boolean isLocal() {
        return supervisor.server().url().isLocal();
    }

    /** Whether supervisord is visible in this /proc, so that its children can be expected here. */
    boolean isVisible() {
        return stat.isPresent() && supervisord.isPresent();
    }

    /**
     * A name for supervisord that stays the same over its restarts and for each of its servers: its PID namespace, cwd
     * and arguments. The namespace is needed because arguments and cwd are equal in all containers of one image. A
     * supervisord that is not visible is named by its URL.
     */
    String name() {
        begin();
        String cwd = proc.cwd(pid).known().map(it -> it.path().toString()).orElse("");
        return isVisible()
                ? proc.pidNamespace() + cwd + "$"
                        + String.join(" ", supervisord.get().arguments())
                : supervisor.server().url().toString();
    }

    Optional<Instant> start() {
        return stat.filter(any -> supervisord.isPresent())
                .flatMap(it ->
                        proc.boot().known().map(boot -> Proc.toRun(it, boot).start()));
    }

    /** The file system of a process that is down: most likely supervisord's. */
    Reading<MountView> mountView() {
        return isVisible() ? proc.mountView(pid) : new Reading.Known<>(MountView.OURS);
    }

    /** The user of a process whose program has no {@code user=}. */
    Optional<Integer> uid() {
        return isVisible() ? proc.status(pid).known().flatMap(ProcessStatus::uid) : Optional.empty();
    }

    /** Whether supervisord has no children but these; false if they can't be listed. */
    boolean hasNoOther(Set<Integer> pids) {
        begin();
        return isVisible()
                && proc.children(pid).known().filter(pids::containsAll).isPresent();
    }

    String whyUnproven(ProcessInfo process) {
        return "pid " + process.pid() + " in this /proc is not a child of supervisord (pid " + pid
                + "): another PID namespace, or hidepid; only -o and oome-monitor.files apply";
    }
}
