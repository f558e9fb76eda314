package io.oome.scan;

import io.oome.jvm.Verdict;
import io.oome.proc.Run;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one scan has found out about one process.
 *
 * @param places where its flags would be, at least one; those after the first matter only for several JVMs
 * @param verdict whether an OutOfMemoryError would be noticed; empty for a process that is down
 * @param exempt why it is never acted on; empty if it can be
 */
public record Observation(
        ProcessInfo process,
        Identity identity,
        List<Place> places,
        Optional<Verdict> verdict,
        Optional<String> exempt) {

    /**
     * A larger difference between supervisord's start and /proc's means that a clock was set, or that /proc/uptime is
     * not the host's.
     */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    /** The accuracy of a start in /proc; and no JVM runs its OnOutOfMemoryError sooner than this after it starts. */
    private static final Duration SOONEST_ERROR = Duration.ofMillis(30);

    /** A process that has ended, or was not examined. */
    public static Observation nothing(ProcessInfo process, Identity identity) {
        Place none = Place.of(new FlagSearch(Optional.empty(), List.of()), new FlagFile.Absent());
        return new Observation(process, identity, List.of(none), Optional.empty(), Optional.empty());
    }

    /** The same, with this one of its places first. */
    public Observation at(Place place) {
        return places.get(0) == place
                ? this
                : with(Stream.concat(Stream.of(place), places.stream().filter(it -> it != place))
                        .toList());
    }

    Observation with(List<Place> others) {
        return new Observation(process, identity, others, verdict, exempt);
    }

    /** The first of its places. */
    public Place place() {
        return places.get(0);
    }

    public FlagSearch search() {
        return places.get(0).search();
    }

    public FlagFile flag() {
        return places.get(0).flag();
    }

    public Namespec namespec() {
        return process.namespec();
    }

    public Optional<FlagFile.Present> presentFlag() {
        return flag() instanceof FlagFile.Present present ? Optional.of(present) : Optional.empty();
    }

    public boolean neverRan() {
        return process.pid() == 0 && process.start().equals(Instant.EPOCH);
    }

    /**
     * Whether the flag is older than the present run, or than the last run of a process that is down. If the clock was
     * set back, the start of the run lies in the future; the flag then counts.
     */
    public boolean isOlderThanItsRun(FlagFile.Present present, Instant now) {
        boolean clockWasSetBack = now.isBefore(process.start());
        return neverRan() || (!clockWasSetBack && present.id().changed().isBefore(start()));
    }

    /**
     * Whether the flag was created in this run of the process but before its JVM started: it then belongs to an earlier
     * JVM that the wrapper has replaced.
     */
    public boolean isOfAnEarlierJvm(FlagFile.Present present, Instant now) {
        Duration later = place().later();
        return !later.isZero()
                && !isOlderThanItsRun(present, now)
                && !now.isBefore(process.start())
                && present.id().changed().isBefore(start().plus(later).plus(SOONEST_ERROR));
    }

    /**
     * When its present run, or its last, began. supervisord's start is truncated to the second. /proc's is exact, but
     * on today's clock, and wrong where lxcfs shows a container's uptime. If the two disagree for a living process, the
     * earlier one decides: in doubt a flag counts.
     */
    private Instant start() {
        if (identity instanceof Identity.Proven proven) {
            boolean earlier = proven.present().start().isBefore(process.start());
            return earlier || agree(proven.present()) ? proven.present().start() : process.start();
        }
        return identity instanceof Identity.Down down
                ? down.last().filter(this::agree).map(Run::start).orElse(process.start())
                : process.start();
    }

    private boolean agree(Run run) {
        return Duration.between(process.start(), run.start()).abs().compareTo(CLOCK_TOLERANCE) <= 0;
    }
}
