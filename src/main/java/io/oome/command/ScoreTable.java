package io.oome.command;

import io.oome.command.Table.Heading;
import io.oome.command.Table.Tone;
import io.oome.score.ScorePass;
import io.oome.score.ScoreReport;
import io.oome.score.ScoreRule;
import io.oome.supervisor.Server;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Prints a pass by hand for people: a line for each process, the remedies, and a summary. */
final class ScoreTable {

    private ScoreTable() {}

    static void print(ScorePass pass, Server server, PrintWriter out, Screen screen) {
        Table table = new Table(Stream.of("PROCESS", "PID", "NOW", "WANTED", "RESULT")
                .map(it -> new Heading(it, false))
                .toList());
        for (ScoreReport report : pass.reports()) {
            List<String> cells = List.of(
                    report.namespec().toString(),
                    report.process().pid() == 0
                            ? "-"
                            : String.valueOf(report.process().pid()),
                    report.found().isEmpty()
                            ? "-"
                            : String.valueOf(report.found().getAsInt()),
                    report.wanted().toString(),
                    result(report));
            table.row(tone(report), cells, report.reason(), List.of());
        }
        for (ScoreRule rule : pass.unmatched()) {
            String wanted = rule.own().map(String::valueOf).orElse("-");
            List<String> cells = List.of(rule.processes().toString(), "-", "-", wanted, "-");
            table.row(Tone.ALARM, cells, "-p matches no supervised process", List.of());
        }
        pass.remedies().forEach(table::remark);
        if (pass.sparesAll()) {
            table.remark(ScoreWatch.SPARES_ALL);
        }
        table.remark(summary(pass, server));
        table.print(out, screen);
    }

    /** An expected refusal is a warning, so that its reason is not cut. */
    private static Tone tone(ScoreReport report) {
        ScoreResult result = ScoreResult.of(report);
        boolean doubtful = result == ScoreResult.WOULD_SET && !report.reason().isEmpty();
        return doubtful ? Tone.WARNING : result.tone();
    }

    private static String summary(ScorePass pass, Server server) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        ScoreResult.counts(pass.reports()).forEach((result, count) -> counts.put(result.counted(), count));
        return Summary.of(pass.reports(), server, counts);
    }

    /** The process's own result, then how many descendants were refused. */
    private static String result(ScoreReport report) {
        String own = ScoreResult.ofOwn(report.own()).words();
        long living = report.livingDescendants();
        long refused = report.refusedDescendants();
        if (living == 0) {
            return own;
        }
        String done = own + ", with " + ScoreReport.children(living);
        return refused == 0 ? done : done + " (" + refused + " refused)";
    }
}
