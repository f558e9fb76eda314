package io.oome.nativeimage;

import java.util.ArrayList;
import java.util.List;

/**
 * A mapping of /proc/PID/smaps, proc_pid_smaps(5):
 *
 * <pre>
 * 00400000-00452000 r-xp 00000000 08:02 173521      /usr/bin/dbus-daemon
 * Size:                328 kB
 * …
 * Anonymous:             0 kB
 * …
 * Swap:                  0 kB
 * </pre>
 *
 * @param start its first address
 * @param length in bytes
 * @param path the file, or empty
 * @param changed kB that were written to, in memory or swapped out
 */
record Mapping(long start, long length, String permissions, String path, long changed) {

    private static final String ANONYMOUS = "Anonymous:";
    private static final String SWAP = "Swap:";

    /**
     * @throws RuntimeException if the text is malformed
     */
    static List<Mapping> parse(List<String> smaps) {
        List<Mapping> mappings = new ArrayList<>();
        String[] head = {};
        long anonymous = 0;
        for (String line : smaps) {
            if (line.startsWith(ANONYMOUS)) {
                anonymous = kilobytes(line);
            } else if (line.startsWith(SWAP)) {
                mappings.add(of(head, anonymous + kilobytes(line)));
            } else if (!Character.isUpperCase(line.charAt(0))) {
                head = line.split(" +", 6);
            }
        }
        return mappings;
    }

    private static long kilobytes(String line) {
        return Long.parseLong(
                line.substring(line.indexOf(':') + 1).replace("kB", "").strip());
    }

    private static Mapping of(String[] head, long changed) {
        String[] addresses = head[0].split("-");
        long start = Long.parseUnsignedLong(addresses[0], 16);
        long end = Long.parseUnsignedLong(addresses[1], 16);
        return new Mapping(start, end - start, head[1], head.length > 5 ? head[5] : "", changed);
    }

    /** Read-only, and never written to (the linker writes before it drops the permission): the file holds all of it. */
    boolean isUnchanged() {
        return isPrivate() && permissions.startsWith("r-") && changed == 0;
    }

    /** Its pages can differ from the file. */
    boolean isWritable() {
        return isPrivate() && permissions.startsWith("rw");
    }

    /**
     * Code, a library's too. The linker can be relocating a library's data while another thread loads it, never its
     * code.
     */
    boolean isCode() {
        return path.startsWith("/") && permissions.startsWith("r-x");
    }

    private boolean isPrivate() {
        return permissions.endsWith("p");
    }
}
