package io.oome.command;

import io.oome.command.Table.Heading;
import io.oome.command.Table.Tone;
import io.oome.restart.Decision;
import io.oome.restart.Outcome;
import io.oome.restart.RestartReport;
import io.oome.scan.FlagSearch.PassedOver;
import io.oome.supervisor.NamePattern;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints a scan by hand for people: a line for each process, and a summary. */
final class ScanTable {

    private final ScanReport report;
    private final boolean verbose;
    private final List<Column> columns;

    /**
     * @param spared left out on a narrow terminal
     */
    private record Column(String heading, boolean spared, Function<ProcessReport, String> cell) {}

    ScanTable(ScanReport report, boolean verbose) {
        this.report = report;
        this.verbose = verbose;
        this.columns = List.of(
                new Column("PROCESS", false, it -> it.namespec().toString()),
                new Column("STATE", false, it -> it.present().state().toString()),
                new Column("PID", false, ScanTable::pids),
                new Column("JVM", false, ScanTable::verdict),
                new Column("UPTIME", true, it -> it.uptime().map(Span::text).orElse("-")),
                new Column(
                        "LAST RESTART", true, it -> it.history().text(it.scan().now())),
                report.dry()
                        ? new Column(
                                "WOULD", false, it -> it.finding().decision().toString())
                        : new Column("ACTION", false, ScanTable::action));
    }

    void print(PrintWriter out, Screen screen) {
        Table table = new Table(columns.stream()
                .map(it -> new Heading(it.heading(), it.spared()))
                .toList());
        for (ProcessReport process : report.processes()) {
            List<String> cells =
                    columns.stream().map(it -> it.cell().apply(process)).toList();
            table.row(process.concern().tone(), cells, process.reason(), details(process));
        }
        for (NamePattern pattern : report.unmatched()) {
            List<String> cells = new ArrayList<>(List.of(pattern.toString()));
            columns.stream().skip(1).forEach(any -> cells.add("-"));
            table.row(Tone.ALARM, cells, "-p matches no supervised process", List.of());
        }
        table.remark(summary());
        table.print(out, screen);
    }

    private String summary() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        report.counts().forEach((concern, count) -> counts.merge(concern.words(), count, Integer::sum));
        return Summary.of(report.processes(), report.server(), counts);
    }

    private static String verdict(ProcessReport process) {
        return process.verdict().map(it -> it.kind().toString()).orElse("-");
    }

    private static String pids(ProcessReport process) {
        String old = pid(process.pid());
        String now = pid(process.newPid().orElse(process.present().pid()));
        return now.equals(old) ? old : old + " → " + now;
    }

    private static String pid(int pid) {
        return pid == 0 ? "-" : String.valueOf(pid);
    }

    /** Only a success gets a word that reads as one. */
    private static String action(ProcessReport process) {
        if (process.restart().isPresent()) {
            return action(process.restart().get());
        }
        Decision decision = process.finding().decision();
        return switch (decision) {
            case RESTART, START, RESUME -> "NOT restarted";
            case DELETE -> "flag deleted";
            case LEAVE -> "left stopped";
            case WAIT -> "waits";
            case REPORT -> "reported";
            case NOTE -> "noted";
            case NOTHING -> "nothing";
        };
    }

    private static String action(RestartReport restart) {
        Outcome outcome = restart.outcome();
        if (outcome instanceof Outcome.Restarted restarted) {
            String verb = restart.oldPid().isPresent() ? "restarted" : "started";
            return restarted.survivors().isEmpty() ? verb : "half restarted";
        }
        if (outcome instanceof Outcome.Exited) {
            return "exited again";
        }
        if (outcome instanceof Outcome.Starting) {
            return "starting";
        }
        if (outcome instanceof Outcome.Overruled) {
            return "left stopped";
        }
        return outcome.isEnd() ? "not restarted" : "NOT restarted";
    }

    /** Omits the rules that make a path a guess: the reason names them. */
    private List<String> details(ProcessReport process) {
        String passedOver = process.finding().search().passedOver().stream()
                .filter(it -> !(process.isGuess() && it.unknown()))
                .map(PassedOver::toString)
                .collect(Collectors.joining("; "));
        return verbose && !passedOver.isEmpty() ? List.of("passed over: " + passedOver) : List.of();
    }
}
