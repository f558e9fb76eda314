package io.oome.scan;

import io.oome.notify.Printable;
import java.nio.file.Path;

/**
 * Where the flag of a process is.
 *
 * @param shown the path as the process, or the operator, wrote it
 * @param path the same file as the monitor reaches it: through /proc/PID/root if the process has another root or mount
 *     namespace
 */
public record FlagPath(Path shown, FlagRule rule, Path path) {

    /** Whether the path is in the monitor's own file system. */
    boolean isInOurView() {
        return path.equals(shown);
    }

    /** For messages. */
    String text() {
        return Printable.brief(shown);
    }

    @Override
    public String toString() {
        return text() + " (rule: " + rule + ")";
    }
}
