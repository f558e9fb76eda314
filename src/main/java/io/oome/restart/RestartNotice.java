package io.oome.restart;

import io.oome.notify.Facts;
import io.oome.notify.Message;
import io.oome.scan.FlagPath;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What {@code oome_monitor -m} tells of a restart. */
public final class RestartNotice {

    private RestartNotice() {}

    public static Message of(RestartReport report) {
        Finding finding = report.finding();
        Optional<FlagPath> flag = finding.search().found();
        Facts facts = new Facts()
                .add("process", report.process().qualified())
                .add("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .add("why", finding.reason())
                .add("flag", flag.map(it -> it.shown().toString()).orElse("not known"))
                .add("rule", flag.map(it -> it.rule().toString()).orElse("not known"))
                .add(
                        "age",
                        finding.age()
                                .map(it -> Math.max(0, it.toSeconds()) + " s")
                                .orElse("not known"))
                .add("pid before", report.oldPid().map(String::valueOf).orElse("none, it was down"))
                .add("outcome", outcome(report.outcome()))
                .add(
                        "attempts",
                        String.valueOf(report.failures() + (report.outcome().isEnd() ? 1 : 0)));
        return new Message(report.process() + ": " + headline(report.outcome()), report.message() + "\n\n" + facts);
    }

    private static String outcome(Outcome outcome) {
        return outcome instanceof Outcome.Restarted restarted
                ? "it runs as pid " + restarted.newPid()
                : headline(outcome);
    }

    private static String headline(Outcome outcome) {
        if (outcome instanceof Outcome.Noted) {
            return "ended by itself after an OutOfMemoryError";
        }
        if (outcome instanceof Outcome.Restarted) {
            return "restarted after an OutOfMemoryError";
        }
        return outcome.isEnd()
                ? "OutOfMemoryError, and not restarted by us"
                : "NOT restarted after an OutOfMemoryError";
    }
}
