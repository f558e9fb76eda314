package io.oome.restart;

import io.oome.supervisor.NamePattern;
import java.util.List;
import java.util.Optional;

/**
 * @param findings one for each selected process, in supervisord's order
 * @param unmatched the {@code -p} patterns that match no supervised process
 * @param escalation why to shut supervisord down, if so
 */
public record ScanResult(List<Finding> findings, List<NamePattern> unmatched, Optional<Escalation> escalation) {

    /** Whether a scan a moment later may have another result: a process starts, stops, or has just ended. */
    public boolean isUnsettled() {
        return findings.stream().anyMatch(ScanResult::isUnsettled);
    }

    private static boolean isUnsettled(Finding finding) {
        boolean isPassing = finding.about().seen().identity().isPassing();
        // A failed start is tried again at ticks.
        boolean waits = finding.decision() == Decision.WAIT && finding.evidence() != Evidence.BACKING_OFF;
        return waits || isPassing && !finding.about().held();
    }

    /** The pid of some living supervised process that this /proc shows. */
    public Optional<Integer> somePid() {
        return findings.stream()
                .filter(it -> it.about().seen().identity().run().isPresent())
                .map(it -> it.process().pid())
                .findFirst();
    }
}
