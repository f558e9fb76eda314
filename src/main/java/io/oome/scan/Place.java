package io.oome.scan;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a flag of a process would be, and what lies there. A process has several of them if it has several JVMs.
 *
 * @param jvm whose flag it is, if it is one's
 * @param later how long after the process that JVM was started; zero for the process's own
 * @param dump the heap dump that goes with the flag
 */
public record Place(FlagSearch search, FlagFile flag, Optional<Jvm> jvm, Duration later, Optional<Dump> dump) {

    /** Of a process that is no JVM, or was not looked into. */
    public static Place of(FlagSearch search, FlagFile flag) {
        return new Place(search, flag, Optional.empty(), Duration.ZERO, Optional.empty());
    }

    Place with(FlagFile other) {
        return new Place(search, other, jvm, later, dump);
    }

    /** Only the file that a JVM's own option makes is the JVM's: what OOME_FILE names, anybody may make. */
    Place later(Duration start) {
        return isOfRule(FlagRule.JVM) ? new Place(search, flag, jvm, start, dump) : this;
    }

    boolean isOfRule(FlagRule rule) {
        return search.found().filter(it -> it.rule() == rule).isPresent();
    }

    /** Of two JVMs that make the same flag: the one that is trusted with it, and the earlier one's start. */
    Place and(Place other) {
        Place trusted = flag instanceof FlagFile.Refused ? with(other.flag) : this;
        Duration earlier = later.compareTo(other.later) <= 0 ? later : other.later;
        return new Place(trusted.search, trusted.flag, trusted.jvm, earlier, trusted.dump);
    }
}
