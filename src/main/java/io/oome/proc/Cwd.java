package io.oome.proc;

import java.nio.file.Path;

/**
 * The working directory of a process.
 *
 * @param path where the process sees it, or last saw it
 * @param deleted whether the link reads {@code /path (deleted)}: the directory is removed, and reachable only through
 *     /proc/PID/cwd
 */
public record Cwd(Path path, boolean deleted) {

    private static final String DELETED = " (deleted)";

    /** Converts a link to text only if necessary: its bytes can be invalid in the locale's charset. */
    static Cwd parse(Path link) {
        String text = link.toString();
        return text.endsWith(DELETED)
                ? new Cwd(Path.of(text.substring(0, text.length() - DELETED.length())), true)
                : new Cwd(link, false);
    }
}
