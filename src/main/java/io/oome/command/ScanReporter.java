package io.oome.command;

import io.oome.command.ProcessReport.Scan;
import io.oome.restart.Finding;
import io.oome.restart.Monitor;
import io.oome.restart.RestartReport;
import io.oome.restart.ScanResult;
import io.oome.scan.Selection;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.SupervisorException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Assembles the report of a scan by hand, once its restarts have ended. */
final class ScanReporter {

    private final Monitor monitor;
    private final Selection selection;
    private final Set<String> listeners;

    /**
     * @param listeners the groups of event listeners
     */
    ScanReporter(Monitor monitor, Selection selection, Set<String> listeners) {
        this.monitor = monitor;
        this.selection = selection;
        this.listeners = listeners;
    }

    ScanReport report(ScanResult result, List<RestartReport> ended, boolean dry) {
        Map<Namespec, RestartReport> restarts = new HashMap<>();
        ended.forEach(it -> restarts.put(it.process(), it));
        Map<Namespec, ProcessInfo> present = present(restarts.keySet());
        Scan scan = new Scan(dry, Instant.now());
        List<ProcessReport> processes = result.findings().stream()
                .map(it -> new ProcessReport(
                        it,
                        Optional.ofNullable(restarts.get(it.namespec())),
                        present.getOrDefault(it.namespec(), it.process()),
                        isListener(it),
                        scan))
                .toList();
        return new ScanReport(processes, result.unmatched(), monitor.server(), dry);
    }

    private boolean isListener(Finding finding) {
        return listeners.contains(finding.namespec().group()) && !selection.namesInFull(finding.namespec());
    }

    /** Empty if supervisord has gone away meanwhile; the restart that this interrupted reports it. */
    private Map<Namespec, ProcessInfo> present(Set<Namespec> restarted) {
        Map<Namespec, ProcessInfo> present = new HashMap<>();
        try {
            monitor.look(restarted).forEach((name, info) -> info.ifPresent(it -> present.put(name, it)));
        } catch (SupervisorException e) {
            present.clear();
        }
        return present;
    }
}
