package io.oome.exit;

import io.oome.notify.Facts;
import io.oome.notify.Message;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.Supervisor;
import io.oome.supervisor.SupervisorException;
import io.oome.supervisor.SupervisorUnreachable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks supervisord about an exit, since the event says little more than the name, and composes the message. */
final class ExitInquiry {

    private static final int LINES_OF_SUPERVISORD = 1000;
    private static final int SIGNAL = -1;

    private final Supervisor supervisor;

    ExitInquiry(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    /** Takes as long as supervisord, up to the deadlines of three requests. */
    Message ask(Exit exit) {
        try {
            Optional<ProcessInfo> info = info(exit.process());
            LogTail log = LogTail.read(offset -> supervisor.readLog(offset, 0), LINES_OF_SUPERVISORD);
            int next = info.map(ProcessInfo::pid).orElse(0);
            Optional<ExitRecord> logged =
                    ExitRecord.find(log.lines(), exit.process().name(), exit.pid(), next);
            String ending = logged.map(ExitRecord::ending)
                    .or(() -> info.filter(it -> it.pid() == 0).map(it -> ending(it.exitstatus())))
                    .orElse("unknown (supervisord has restarted it, and supervisord's log does not tell)");
            return message(exit, ending, logged.flatMap(ExitRecord::lasted), info, stderr(exit.process()));
        } catch (SupervisorUnreachable e) {
            return withoutAsking(exit, e.getMessage());
        }
    }

    /** The message without supervisord's facts. */
    static Message withoutAsking(Exit exit, String why) {
        return message(
                exit,
                "unknown (no answer from supervisord)",
                Optional.empty(),
                Optional.empty(),
                "No answer from supervisord: " + why + "\n");
    }

    private static Message message(
            Exit exit, String ending, Optional<Duration> logged, Optional<ProcessInfo> info, String stderr) {
        Optional<Duration> lasted = logged.or(() -> exit.started().map(it -> Duration.between(it, exit.time())));
        Facts facts = new Facts()
                .add("process", exit.process().qualified())
                .add("pid", String.valueOf(exit.pid()))
                .add("time", exit.time().truncatedTo(ChronoUnit.SECONDS).toString())
                .add("from state", exit.fromState())
                .add("ended by", ending)
                .add("ran for", lasted.map(ExitInquiry::text).orElse("unknown"))
                .add("OOM kills", exit.oomKills())
                .add("now", info.map(ExitInquiry::state).orElse("unknown"));
        String subject = exit.process() + " (pid " + exit.pid() + ") exited unexpectedly: " + ending;
        return new Message(subject, facts + "\n" + stderr);
    }

    /** The process; empty if supervisord no longer has it. */
    private Optional<ProcessInfo> info(Namespec process) {
        try {
            return Optional.of(supervisor.getProcessInfo(process));
        } catch (SupervisorUnreachable e) {
            throw e;
        } catch (SupervisorException e) {
            return Optional.empty();
        }
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
        LogTail tail = LogTail.ofStderr(supervisor, process);
        return tail.headline() + "\n"
                + tail.quoted().stream().map(it -> it + "\n").collect(Collectors.joining());
    }
}
