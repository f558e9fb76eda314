package io.oome.score;

import io.oome.proc.Proc;
import io.oome.proc.ProcessStat;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.Supervisor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Gives supervised processes the score that the rules want.
 *
 * <p>A pid alone does not identify a process. To make sure that a process is the one that supervisord means, this
 * program reads its start time, has supervisord confirm the pid, and finds the same start time when it writes.
 * supervisord had not reaped that child when it answered, so the pid was not reused in between. That the process's
 * parent is supervisord shows that both programs see the same pids.
 */
public final class ScoreSetter {

    private final Supervisor supervisor;
    private final Proc proc;
    private final int self;
    private final ScoreRules rules;
    private final FamilyWriter writer;
    private OptionalInt supervisord = OptionalInt.empty();

    public ScoreSetter(Supervisor supervisor, Proc proc, int self, ScoreRules rules, boolean dry) {
        this.supervisor = supervisor;
        this.proc = proc;
        this.self = self;
        this.rules = rules;
        this.writer = new FamilyWriter(proc, dry);
    }

    /**
     * Sets the scores of all processes that run now.
     *
     * @throws io.oome.supervisor.SupervisorException if supervisord can't be asked
     */
    public ScorePass pass() {
        Map<Integer, ProcessStat> before = proc.all();
        List<ProcessInfo> all = supervisor.getAllProcessInfo();
        int parent = supervisordPid();
        List<ScoreReport> reports = new ArrayList<>();
        for (ProcessInfo process : all) {
            Optional<ProcessStat> seen = Optional.ofNullable(before.get(process.pid()));
            rules.wanted(process.namespec()).ifPresent(wanted -> reports.add(set(process, wanted, seen, parent)));
        }
        List<ProcessInfo> others = all.stream().filter(it -> !isOurselves(it)).toList();
        return new ScorePass(List.copyOf(reports), rules.unmatched(all), rules.spareAll(others));
    }

    /** supervisord's child can be a shell, and this program the shell's child. */
    private boolean isOurselves(ProcessInfo process) {
        return proc.isSelfOrAncestor(process.pid(), self);
    }

    /**
     * Sets the score of a process that has become RUNNING.
     *
     * @param pid from the event; if the process has another by now, that one is used
     * @return empty if no rule matches the process, or supervisord no longer has it
     */
    public Optional<ScoreReport> set(Namespec process, int pid) {
        Optional<Score> wanted = rules.wanted(process);
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        Optional<ProcessStat> seen = proc.stat(pid).known();
        return supervisor.find(process).map(it -> set(it, wanted.get(), seen, supervisordPid()));
    }

    /** Asked once: the pid survives {@code supervisorctl reload}, and this program ends with its supervisord. */
    private int supervisordPid() {
        if (supervisord.isEmpty()) {
            supervisord = OptionalInt.of(supervisor.getPID());
        }
        return supervisord.getAsInt();
    }

    /**
     * @param seen the process's stat from before supervisord was asked
     */
    private ScoreReport set(ProcessInfo process, Score wanted, Optional<ProcessStat> seen, int supervisord) {
        if (process.pid() == 0) {
            return gone(process, wanted, "it is " + process.state());
        }
        Optional<ProcessStat> before = seen.filter(it -> it.pid() == process.pid());
        return before.isPresent()
                ? set(process, wanted, before.get(), supervisord)
                : lookAgain(process, wanted, supervisord);
    }

    /** The process was started since, or this program does not see the pids that supervisord sees. */
    private ScoreReport lookAgain(ProcessInfo process, Score wanted, int supervisord) {
        Optional<ProcessStat> seen = proc.stat(process.pid()).known();
        boolean isStillIts = supervisor
                .find(process.namespec())
                .map(it -> it.pid() == process.pid())
                .orElse(false);
        if (!isStillIts) {
            return gone(process, wanted, "pid " + process.pid() + " has ended");
        }
        return seen.isPresent()
                ? set(process, wanted, seen.get(), supervisord)
                : stranger(process, wanted, "is not visible", supervisord);
    }

    private ScoreReport set(ProcessInfo process, Score wanted, ProcessStat head, int supervisord) {
        return head.ppid() == supervisord
                ? report(process, wanted, writer.write(head, wanted), supervisord)
                : stranger(process, wanted, "is not a child of supervisord (pid " + supervisord + ")", supervisord);
    }

    private ScoreReport stranger(ProcessInfo process, Score wanted, String what, int supervisord) {
        Attempt attempt = new Attempt.Failed("pid " + process.pid() + " " + what
                + " in this /proc: nothing written; run in supervisord's own PID namespace, without hidepid");
        return report(process, wanted, new FamilyWriter.Result(attempt, List.of()), supervisord);
    }

    private static ScoreReport gone(ProcessInfo process, Score wanted, String reason) {
        return new ScoreReport(process, wanted, new Attempt.Gone(), List.of(), reason, Optional.empty());
    }

    private ScoreReport report(ProcessInfo process, Score wanted, FamilyWriter.Result result, int supervisord) {
        Attempt own = result.own();
        if (own instanceof Attempt.Gone) {
            return gone(process, wanted, "pid " + process.pid() + " has ended");
        }
        List<Attempt> refused = result.all().stream().filter(Attempt::isRefusal).toList();
        if (refused.isEmpty()) {
            String forecast = own instanceof Attempt.WouldWrite ? forecast(process, wanted, supervisord) : "";
            return new ScoreReport(process, wanted, own, result.descendants(), forecast, Optional.empty());
        }
        Refusal refusal = Refusal.of(refused.get(0), wanted, floor(process, supervisord));
        String whose = own.isRefusal() ? "" : "not set for " + ScoreReport.children(refused.size()) + ": ";
        return new ScoreReport(process, wanted, own, result.descendants(), whose + refusal.reason(), refusal.remedy());
    }

    private String forecast(ProcessInfo process, Score wanted, int supervisord) {
        Floor floor = floor(process, supervisord);
        return floor.maybeForbids(wanted) ? floor.forecast(wanted) : "";
    }

    private Floor floor(ProcessInfo process, int supervisord) {
        return Floor.read(proc, self, supervisord, process.pid());
    }
}
