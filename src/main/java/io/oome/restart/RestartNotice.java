package io.oome.restart;

import io.oome.notify.Facts;
import io.oome.notify.Message;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What {@code oome_monitor -m} tells of a restart. */
public final class RestartNotice {

    private RestartNotice() {}

    public static Message of(RestartReport report) {
        Finding finding = report.finding();
        Facts facts = new Facts()
                .add("process", report.process().qualified())
                .add("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .add("why", finding.reason())
                .add(
                        "flag",
                        finding.search()
                                .found()
                                .map(it -> it.shown().toString())
                                .orElse("not known"))
                .add(
                        "rule",
                        finding.search().found().map(it -> it.rule().toString()).orElse("not known"))
                .add(
                        "age",
                        finding.age()
                                .map(it -> Math.max(0, it.toSeconds()) + " s")
                                .orElse("not known"))
                .add(
                        "pid before",
                        finding.process().pid() == 0
                                ? "none, it was down"
                                : "" + finding.process().pid())
                .add("outcome", outcome(report.outcome()))
                .add("attempts", String.valueOf(report.attempts()));
        return new Message(report.process() + ": " + headline(report.outcome()), report.message() + "\n\n" + facts);
    }

    private static String headline(Outcome outcome) {
        if (outcome instanceof Outcome.Restarted) {
            return "restarted after an OutOfMemoryError";
        }
        return outcome instanceof Outcome.Failed
                ? "NOT restarted after an OutOfMemoryError"
                : "OutOfMemoryError, and " + outcome(outcome);
    }

    private static String outcome(Outcome outcome) {
        if (outcome instanceof Outcome.Restarted restarted) {
            return "it runs as pid " + restarted.newPid();
        }
        if (outcome instanceof Outcome.ExitedAgain exited) {
            return "it has exited again by itself, status " + exited.exitstatus();
        }
        if (outcome instanceof Outcome.Superseded superseded) {
            return "somebody else has restarted it, it runs as pid " + superseded.newPid();
        }
        if (outcome instanceof Outcome.StoppedByOther) {
            return "somebody has stopped it meanwhile";
        }
        if (outcome instanceof Outcome.Removed) {
            return "supervisord no longer has it";
        }
        if (outcome instanceof Outcome.LeftToOther) {
            return "another monitor is at it";
        }
        return "it does not run: " + ((Outcome.Failed) outcome).reason() + "; it is tried again at a later scan";
    }
}
