package io.oome.scan;

import java.util.Optional;

/**
 * Where a flag of a process would be, and what lies there. A process has several of them if it has several JVMs.
 *
 * @param jvm whose flag it is, if it is one's
 * @param dump what there is to be said of the heap dump that goes with the flag
 */
public record Place(FlagSearch search, FlagFile flag, Optional<Jvm> jvm, Optional<String> dump) {

    /** Of a process that is no JVM, or was not looked into. */
    public static Place of(FlagSearch search, FlagFile flag) {
        return new Place(search, flag, Optional.empty(), Optional.empty());
    }

    Place with(FlagFile other) {
        return new Place(search, other, jvm, dump);
    }
}
