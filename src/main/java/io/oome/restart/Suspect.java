package io.oome.restart;

import io.oome.proc.Run;
import io.oome.scan.FlagPath;
import io.oome.scan.FlagSearch;
import io.oome.scan.ProcessFacts;
import io.oome.scan.Sighting;
import io.oome.scan.Sighting.Present;
import io.oome.supervisor.ProcessInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process, and what was seen of its flag.
 *
 * @param facts absent if the process is down and was not seen in its last run
 * @param entry what a monitor has left about it in the journal
 */
record Suspect(
        ProcessInfo process,
        Optional<ProcessFacts> facts,
        FlagSearch search,
        Sighting flag,
        Sighting claim,
        Optional<Journal.Entry> entry) {

    /** More than this between supervisord's start and /proc's, and a clock was set or /proc/uptime is not the host's. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    Optional<FlagPath> path() {
        return search.found();
    }

    Optional<Present> presentClaim() {
        return claim instanceof Present present ? Optional.of(present) : Optional.empty();
    }

    Optional<Present> presentFlag() {
        return flag instanceof Present present ? Optional.of(present) : Optional.empty();
    }

    boolean isAnythingThere() {
        return isClaimed() || !(flag instanceof Sighting.Absent) || !(claim instanceof Sighting.Absent);
    }

    boolean isClaimed() {
        return presentClaim().isPresent() || entry.isPresent();
    }

    /** The present run; empty if the process is down. */
    Optional<Run> run() {
        return process.pid() > 0 ? facts.map(ProcessFacts::run) : Optional.empty();
    }

    /**
     * When its present run, or its last, began. supervisord's start is truncated to the second; /proc's is exact, but
     * on today's clock, and wrong where lxcfs shows the uptime of a container. Where they contradict each other, the
     * earlier one, by which a flag rather counts.
     */
    Instant start() {
        Instant supervisords = process.start();
        Optional<Instant> procs = facts.map(it -> it.run().start());
        if (procs.isEmpty()) {
            return supervisords;
        }
        boolean agree = Duration.between(supervisords, procs.get()).abs().compareTo(CLOCK_TOLERANCE) <= 0;
        boolean procsIsEarlier = procs.get().isBefore(supervisords);
        return agree || procsIsEarlier ? procs.get() : supervisords;
    }

    /** supervisord still has a pid for it, /proc no longer does. */
    boolean hasVanished() {
        return process.pid() > 0 && facts.isEmpty();
    }

    boolean neverRan() {
        return process.pid() == 0 && process.start().equals(Instant.EPOCH);
    }
}
