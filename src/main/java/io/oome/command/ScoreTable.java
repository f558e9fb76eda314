package io.oome.command;

import io.oome.score.Attempt;
import io.oome.score.ScorePass;
import io.oome.score.ScoreReport;
import io.oome.score.ScoreRule;
import java.io.PrintWriter;

/** A pass by hand, for people: a line for each process, the reason below it, and the remedies at the end. */
final class ScoreTable {

    private ScoreTable() {}

    static void print(ScorePass pass, PrintWriter out) {
        Table table = new Table("PROCESS", "PID", "NOW", "WANTED", "RESULT");
        for (ScoreReport report : pass.reports()) {
            table.row(
                    report.namespec().toString(),
                    report.process().pid() == 0
                            ? "-"
                            : String.valueOf(report.process().pid()),
                    report.found().isEmpty()
                            ? "-"
                            : String.valueOf(report.found().getAsInt()),
                    report.wanted().toString(),
                    result(report));
            if (!report.reason().isEmpty()) {
                table.below(report.reason());
            }
        }
        for (ScoreRule rule : pass.unmatched()) {
            table.row(
                    rule.processes().toString(),
                    "-",
                    "-",
                    rule.own().map(String::valueOf).orElse("-"),
                    "nothing");
            table.below("no process of supervisord's has that name");
        }
        pass.remedies().forEach(table::below);
        table.print(out, Table.width(System.getenv()));
    }

    private static String result(ScoreReport report) {
        String verb = verb(report.own());
        long living = report.livingDescendants();
        long refused = report.refusedDescendants();
        if (living == 0) {
            return verb;
        }
        String done = verb + ", with " + ScoreReport.children(living);
        return refused == 0 ? done : done + " (" + refused + " refused)";
    }

    private static String verb(Attempt own) {
        if (own instanceof Attempt.Written) {
            return "set";
        }
        if (own instanceof Attempt.WouldWrite) {
            return "would set";
        }
        if (own instanceof Attempt.Already) {
            return "unchanged";
        }
        return own instanceof Attempt.Gone ? "nothing" : "refused";
    }
}
