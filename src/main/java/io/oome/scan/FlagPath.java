package io.oome.scan;

import java.nio.file.Path;

/**
 * Where the flag of a process is.
 *
 * @param shown the path as the process, or the operator, means it
 * @param path the same for us: through /proc/PID/root if the process sees another file system
 */
public record FlagPath(Path shown, FlagRule rule, Path path) {

    private static final String CLAIM_SUFFIX = ".restarting";

    /** What the flag is renamed to while its process is being restarted. */
    public Path claim() {
        return path.resolveSibling(path.getFileName() + CLAIM_SUFFIX);
    }

    @Override
    public String toString() {
        return shown + " (rule: " + rule + ")";
    }
}
