package io.oome.command;

import io.oome.restart.Finding;
import io.oome.restart.RestartReport;
import io.oome.scan.FlagSearch;
import io.oome.supervisor.NamePattern;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A scan by hand, for people: a line for each process, and the reason below it. */
final class ScanTable {

    private final ScanReport report;
    private final boolean verbose;

    ScanTable(ScanReport report, boolean verbose) {
        this.report = report;
        this.verbose = verbose;
    }

    void print(PrintWriter out) {
        Table table = new Table("PROCESS", "STATE", "PID", report.dry() ? "WOULD" : "ACTION");
        for (Finding finding : report.findings()) {
            table.row(
                    finding.namespec().toString(),
                    finding.process().state().toString(),
                    finding.process().pid() == 0
                            ? "-"
                            : String.valueOf(finding.process().pid()),
                    finding.decision().toString());
            details(finding).forEach(table::below);
        }
        for (NamePattern pattern : report.unmatched()) {
            table.row(pattern.toString(), "-", "-", "nothing");
            table.below("no process of supervisord's has that name");
        }
        table.print(out, Table.width(System.getenv()));
        out.println(summary());
    }

    private String summary() {
        int count = report.findings().size();
        return count + (count == 1 ? " process of " : " processes of ") + report.server();
    }

    private List<String> details(Finding finding) {
        List<String> details = new ArrayList<>();
        details.add(report.restart(finding).map(RestartReport::message).orElseGet(() -> reason(finding)));
        FlagSearch search = finding.search();
        if (verbose && !search.passedOver().isEmpty()) {
            details.add("passed over: " + search.reasons());
        } else if (search.found().isPresent() && search.isGuess()) {
            details.add("this path is a guess: " + search.unknowns());
        }
        return details;
    }

    private static String reason(Finding finding) {
        return finding.reason()
                + finding.flag().map(it -> ", owner uid " + it.owner()).orElse("");
    }
}
