package io.oome.scan;

import io.oome.notify.Printable;
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

    /** As a message has it. */
    String text() {
        return Printable.brief(shown);
    }

    @Override
    public String toString() {
        return text() + " (rule: " + rule + ")";
    }
}
