package io.oome.command;

import io.oome.restart.Decision;
import io.oome.restart.Finding;
import io.oome.restart.RestartReport;
import io.oome.restart.ScanResult;
import io.oome.supervisor.NamePattern;
import io.oome.supervisor.Server;
import java.util.List;
import java.util.Optional;

/** What a scan by hand has to tell. */
record ScanReport(ScanResult result, List<RestartReport> restarts, Server server, boolean dry) {

    List<Finding> findings() {
        return result.findings();
    }

    Optional<RestartReport> restart(Finding finding) {
        return restarts.stream()
                .filter(it -> it.process().equals(finding.namespec()))
                .findFirst();
    }

    int exitCode() {
        boolean incomplete = !result.unmatched().isEmpty()
                || findings().stream().anyMatch(ScanReport::isOpen)
                || restarts.stream().anyMatch(it -> !it.outcome().isGood());
        return incomplete ? ExitCode.INCOMPLETE : ExitCode.DONE;
    }

    private static boolean isOpen(Finding finding) {
        return finding.decision() == Decision.REPORT;
    }

    List<NamePattern> unmatched() {
        return result.unmatched();
    }
}
