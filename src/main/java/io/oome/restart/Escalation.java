package io.oome.restart;

import io.oome.journal.Entry;
import io.oome.journal.Entry.Past;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A process that restarting does not help: it ran out of memory again and has used up its budget, or it is FATAL after
 * a monitor's restart.
 */
public record Escalation(Finding finding) {

    /** How many restarts the message lists. */
    private static final int LAST_RESTARTS = 10;

    /**
     * The first such process.
     *
     * @param since supervisord's start: a restart begun under the previous supervisord is no failure of this one
     */
    static Optional<Escalation> of(List<Finding> findings, Supplier<Instant> since) {
        return findings.stream()
                .filter(it -> isOutOfBudget(it) || isFatal(it) && !flagged(it).isBefore(since.get()))
                .findFirst()
                .map(Escalation::new);
    }

    private static boolean isOutOfBudget(Finding finding) {
        return finding.evidence() == Evidence.OVER_BUDGET && finding.decision() == Decision.REPORT;
    }

    private static Instant flagged(Finding finding) {
        return finding.about().entry().restart().orElseThrow().cause().flag().changed();
    }

    /** supervisord gave up a start that this monitor, or an earlier one, asked for. */
    private static boolean isFatal(Finding finding) {
        boolean hasFailed = finding.about()
                .entry()
                .restart()
                .filter(it -> it.failures() > 0)
                .isPresent();
        return hasFailed && finding.process().state() == ProcessState.FATAL;
    }

    Namespec process() {
        return finding.namespec();
    }

    /** One line. */
    String headline() {
        return isFatal(finding)
                ? process() + " is FATAL after its restart" + spawnError()
                : process() + " ran out of memory again";
    }

    private String spawnError() {
        String error = finding.process().spawnerr();
        return error.isEmpty() ? "" : " (" + error + ")";
    }

    /** Its flag, and the heap dump, if known. */
    String reason() {
        return finding.reason()
                + finding.about().seen().place().dump().map(it -> "; " + it).orElse("");
    }

    /** When it was restarted before, the latest last. */
    List<Instant> restarts() {
        Entry entry = finding.about().entry();
        Stream<Instant> over = entry.history().stream().filter(Past::counts).map(Past::when);
        List<Instant> all = over.toList();
        return all.subList(Math.max(0, all.size() - LAST_RESTARTS), all.size());
    }
}
