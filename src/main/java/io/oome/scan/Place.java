package io.oome.scan;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a flag of a process would be, and what exists there. A process with several JVMs has several places.
 *
 * @param jvm the JVM whose flag it is, if it is a JVM's
 * @param later how long after the process that JVM started; zero for the process's own flag
 * @param dump the heap dump that goes with the flag
 */
public record Place(FlagSearch search, FlagFile flag, Optional<Jvm> jvm, Duration later, Optional<Dump> dump) {

    /** For a process that is not a JVM, or was not examined. */
    public static Place of(FlagSearch search, FlagFile flag) {
        return new Place(search, flag, Optional.empty(), Duration.ZERO, Optional.empty());
    }

    Place with(FlagFile other) {
        return new Place(search, other, jvm, later, dump);
    }

    /**
     * Dates the place from its JVM's start, if the JVM's own option names the file: a file that OOME_FILE names can be
     * another program's.
     */
    Place later(Duration start) {
        return isOfRule(FlagRule.JVM) ? new Place(search, flag, jvm, start, dump) : this;
    }

    /** Whether its JVM ends by itself at an OutOfMemoryError: HotSpot then makes the flag first (tried with 17, 25). */
    public boolean isOfExitingJvm() {
        return jvm.filter(it -> it.options().endsAtError()).isPresent();
    }

    boolean isOfRule(FlagRule rule) {
        return search.found().filter(it -> it.rule() == rule).isPresent();
    }

    /** Merges the places of two JVMs with the same flag: the one whose owner is trusted, with the earlier start. */
    Place and(Place other) {
        Place trusted = flag instanceof FlagFile.Refused ? with(other.flag) : this;
        Duration earlier = later.compareTo(other.later) <= 0 ? later : other.later;
        return new Place(trusted.search, trusted.flag, trusted.jvm, earlier, trusted.dump);
    }
}
