package io.oome.command;

import io.oome.restart.Decision;
import io.oome.restart.Evidence;
import io.oome.restart.Finding;
import io.oome.restart.ScanResult;
import io.oome.supervisor.ProcessState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code --check}, for HEALTHCHECK and probes: finds unhealthy processes.
 *
 * @param patience the age at which a flag should have been acted on
 */
record Check(Duration patience, Instant now) {

    private static final Set<Evidence> OURS_TO_ACT_ON = EnumSet.of(Evidence.FRESH, Evidence.UNFINISHED);

    /** A line for each unhealthy process, and for each name that matches none. */
    List<String> problems(ScanResult result) {
        Stream<String> processes = result.findings().stream().flatMap(it -> problem(it).stream());
        Stream<String> names = result.unmatched().stream().map(it -> "-p " + it + " matches no supervised process");
        return Stream.concat(processes, names).toList();
    }

    private Optional<String> problem(Finding finding) {
        if (finding.process().state() == ProcessState.FATAL) {
            String error = finding.process().spawnerr();
            return Optional.of(finding.namespec() + " is FATAL" + (error.isEmpty() ? "" : ": " + error));
        }
        if (finding.decision() == Decision.LEAVE) {
            return Optional.empty();
        }
        if (finding.evidence() == Evidence.OVER_BUDGET) {
            return Optional.of(finding.namespec() + ": " + finding.reason());
        }
        return isOverdue(finding)
                ? Optional.of(finding.namespec() + ": " + finding.reason()
                        + "; not acted on: does a listener, or --every, run, and does it watch this process?")
                : Optional.empty();
    }

    private boolean isOverdue(Finding finding) {
        return OURS_TO_ACT_ON.contains(finding.evidence())
                && flagged(finding)
                        .filter(it -> Duration.between(it, now).compareTo(patience) >= 0)
                        .isPresent();
    }

    /** The flag of an unfinished restart can be gone already; the journal still knows it. */
    private static Optional<Instant> flagged(Finding finding) {
        return finding.about()
                .entry()
                .restart()
                .map(it -> it.cause().flag().changed())
                .or(() -> finding.flag().map(it -> it.id().changed()));
    }
}
