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
 * </pre>
 *
 * @param start its first address
 * @param length in bytes
 * @param anonymous how much of it is a copy that was written to, in kB
 * @param path the file, or empty
 */
record Mapping(long start, long length, String permissions, String path, long anonymous) {

    private static final String ANONYMOUS = "Anonymous:";

    static List<Mapping> parse(List<String> smaps) {
        List<Mapping> mappings = new ArrayList<>();
        String[] head = {};
        for (String line : smaps) {
            if (Character.isUpperCase(line.charAt(0))) {
                if (line.startsWith(ANONYMOUS)) {
                    mappings.add(of(head, line));
                }
            } else {
                head = line.split(" +", 6);
            }
        }
        return mappings;
    }

    private static Mapping of(String[] head, String anonymous) {
        String[] addresses = head[0].split("-");
        long start = Long.parseUnsignedLong(addresses[0], 16);
        long end = Long.parseUnsignedLong(addresses[1], 16);
        String kilobytes =
                anonymous.substring(ANONYMOUS.length()).replace("kB", "").strip();
        return new Mapping(start, end - start, head[1], head.length > 5 ? head[5] : "", Long.parseLong(kilobytes));
    }

    /** It can't be written to, and never was (the linker writes before it takes the right away): the file has it all. */
    boolean isAsInItsFile() {
        return isPrivateFile() && permissions.startsWith("r-") && anonymous == 0;
    }

    /** It can be written to: some of its pages may differ from the file. */
    boolean isCopyOfFile() {
        return isPrivateFile() && permissions.startsWith("rw");
    }

    private boolean isPrivateFile() {
        return path.startsWith("/") && permissions.endsWith("p");
    }
}
