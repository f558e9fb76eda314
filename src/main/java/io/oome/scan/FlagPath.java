package io.oome.scan;

import java.nio.file.Path;

/**
 * Where the flag of a process is.
 *
 * @param shown the path as the process, or the operator, means it
 * @param path the same for us: through /proc/PID/root if the process sees another file system
 */
public record FlagPath(Path shown, FlagRule rule, Path path) {

    /** Meant in our own file system. */
    boolean isInOurView() {
        return path.equals(shown);
    }

    @Override
    public String toString() {
        return shown + " (rule: " + rule + ")";
    }
}
