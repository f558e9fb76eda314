package io.oome.exit;

import io.oome.notify.Facts;
import io.oome.notify.Message;
import io.oome.proc.MemoryCgroup;
import io.oome.proc.Proc;
import io.oome.score.ScoreRules;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.Supervisor;
import io.oome.supervisor.SupervisorException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells of unexpected exits. The event says hardly more than the name; the rest is gathered at once, while it is still
 * there: supervisord may have started the process again already.
 */
public final class ExitReporter {

    private static final int LINES_OF_STDERR = 20;
    private static final int LINES_OF_SUPERVISORD = 1000;
    private static final int SIGNAL = -1;

    private final Supervisor supervisor;
    private final ScoreRules rules;
    private final Consumer<Message> messages;
    private final OomKillCount oomKills;
    private final Map<Namespec, Start> starts = new HashMap<>();

    private record Start(int pid, Instant time) {}

    /**
     * @param rules those that match are told of; all, if there are none
     */
    public ExitReporter(Supervisor supervisor, Proc proc, int self, ScoreRules rules, Consumer<Message> messages) {
        this.supervisor = supervisor;
        this.rules = rules;
        this.messages = messages;
        this.oomKills = new OomKillCount(MemoryCgroup.of(proc, self));
    }

    /** When each process was started, for how long it will have run. */
    public void learnWhatRuns() {
        supervisor.getAllProcessInfo().forEach(this::learn);
    }

    /** A process that has become RUNNING. */
    public void learn(Namespec process) {
        try {
            learn(supervisor.getProcessInfo(process));
        } catch (SupervisorException e) {
            starts.remove(process);
        }
    }

    private void learn(ProcessInfo process) {
        if (process.pid() > 0) {
            starts.put(process.namespec(), new Start(process.pid(), process.start()));
        }
    }

    /**
     * @param event the payload of a PROCESS_STATE_EXITED
     */
    public void report(Map<String, String> event) {
        Namespec process = new Namespec(event.get("groupname"), event.get("processname"));
        boolean watched = rules.isEmpty() || rules.wanted(process).isPresent();
        if (!"0".equals(event.get("expected")) || !watched) {
            return;
        }
        messages.accept(message(process, Integer.parseInt(event.get("pid")), event.get("from_state")));
    }

    private Message message(Namespec process, int pid, String fromState) {
        Instant now = Instant.now();
        Optional<ProcessInfo> info = info(process);
        Optional<ExitRecord> logged = logged(process, pid, info);
        Optional<Duration> lasted = logged.flatMap(ExitRecord::lasted).or(() -> lasted(process, pid, now));
        info.ifPresent(this::learn);
        String ending = logged.map(ExitRecord::ending)
                .or(() -> info.filter(it -> it.pid() == 0).map(it -> ending(it.exitstatus())))
                .orElse("not known: supervisord has started it again, and its log does not tell");
        Facts facts = new Facts()
                .add("process", process.qualified())
                .add("pid", String.valueOf(pid))
                .add("time", now.truncatedTo(ChronoUnit.SECONDS).toString())
                .add("from state", fromState)
                .add("ended by", ending)
                .add("ran for", lasted.map(ExitReporter::text).orElse("not known"))
                .add("OOM kills", oomKills.sinceLastEvent())
                .add("now", info.map(ExitReporter::state).orElse("not known"));
        String subject = process + " (pid " + pid + ") exited unexpectedly: " + ending;
        return new Message(subject, facts + "\n" + stderr(process));
    }

    private Optional<ExitRecord> logged(Namespec process, int pid, Optional<ProcessInfo> info) {
        LogTail log = LogTail.read(offset -> supervisor.readLog(offset, 0), LINES_OF_SUPERVISORD);
        int next = info.map(ProcessInfo::pid).orElse(0);
        return ExitRecord.find(log.lines(), process.name(), pid, next);
    }

    private Optional<ProcessInfo> info(Namespec process) {
        try {
            return Optional.of(supervisor.getProcessInfo(process));
        } catch (SupervisorException e) {
            return Optional.empty();
        }
    }

    private Optional<Duration> lasted(Namespec process, int pid, Instant now) {
        return Optional.ofNullable(starts.get(process))
                .filter(it -> it.pid() == pid)
                .map(it -> Duration.between(it.time(), now));
    }

    private static String ending(int exitstatus) {
        return exitstatus == SIGNAL ? "a signal" : "exit status " + exitstatus;
    }

    private static String state(ProcessInfo process) {
        return process.state() + (process.pid() == 0 ? "" : " as pid " + process.pid());
    }

    private static String text(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        String exact = seconds + " s";
        return seconds < 120
                ? exact
                : "%d h %d min %d s".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60) + " (" + exact + ")";
    }

    private String stderr(Namespec process) {
        LogTail tail = LogTail.read(offset -> supervisor.readProcessStderrLog(process, offset, 0), LINES_OF_STDERR);
        if (tail.lines().isEmpty()) {
            return "Nothing of its stderr log: " + tail.whyNone() + "\n";
        }
        return "The last lines of its stderr log:\n  | " + String.join("\n  | ", tail.lines()) + "\n";
    }
}
