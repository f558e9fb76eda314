package io.oome.restart;

import io.oome.notify.Facts;
import io.oome.notify.Message;
import io.oome.scan.FlagPath;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The mail that {@code oome_monitor -m} sends about a restart. */
public final class RestartNotice {

    private RestartNotice() {}

    public static Message of(RestartReport report) {
        Finding finding = report.finding();
        Optional<FlagPath> flag = finding.search().found();
        Facts facts = new Facts()
                .add("process", report.process().qualified())
                .add("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .add("why", finding.reason())
                .add("flag", flag.map(it -> it.shown().toString()).orElse("unknown"))
                .add("rule", flag.map(it -> it.rule().toString()).orElse("unknown"))
                .add(
                        "age",
                        finding.age()
                                .map(it -> Math.max(0, it.toSeconds()) + " s")
                                .orElse("unknown"))
                .add("old pid", report.oldPid().map(String::valueOf).orElse("none, it was down"))
                .add("outcome", outcome(report.outcome()))
                .add(
                        "attempts",
                        String.valueOf(report.failures() + (report.outcome().isEnd() ? 1 : 0)));
        report.oomKills().ifPresent(it -> facts.add("OOM kills", it));
        return new Message(report.process() + ": " + headline(report.outcome()), report.message() + "\n\n" + facts);
    }

    private static String outcome(Outcome outcome) {
        return outcome instanceof Outcome.Restarted restarted
                ? "running as pid " + restarted.newPid()
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
                ? "OutOfMemoryError, not restarted by oome_monitor"
                : "NOT restarted after an OutOfMemoryError";
    }
}
