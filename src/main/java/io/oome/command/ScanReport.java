package io.oome.command;

import io.oome.restart.Decision;
import io.oome.supervisor.NamePattern;
import io.oome.supervisor.Server;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a scan by hand reports.
 *
 * @param processes in supervisord's order
 * @param unmatched each {@code -p} that matches no supervised process
 */
record ScanReport(List<ProcessReport> processes, List<NamePattern> unmatched, Server server, boolean dry) {

    int exitCode() {
        boolean incomplete = !unmatched.isEmpty() || processes.stream().anyMatch(ScanReport::isOpen);
        return incomplete ? ExitCode.INCOMPLETE : ExitCode.DONE;
    }

    private static boolean isOpen(ProcessReport process) {
        return process.finding().decision() == Decision.REPORT
                || process.restart().filter(it -> !it.outcome().isGood()).isPresent();
    }

    /** The number of processes of each concern; a concern of none is absent. */
    Map<Concern, Integer> counts() {
        Map<Concern, Integer> counts = new EnumMap<>(Concern.class);
        processes.forEach(it -> counts.merge(it.concern(), 1, Integer::sum));
        return counts;
    }
}
