package io.oome.scan;

import java.time.Instant;

/** What lies where the flag is expected. */
public sealed interface Sighting {

    record Absent() implements Sighting {}

    /**
     * A regular file that may speak for the process.
     *
     * @param changed its ctime, which no user can set
     * @param key tells it from every other file: its device and inode
     */
    record Present(Instant changed, int owner, Object key) implements Sighting {}

    /** There is something, and we leave it alone. */
    record Refused(String reason) implements Sighting {}

    /** We can't see whether there is something. */
    record Unreadable(String reason) implements Sighting {}
}
