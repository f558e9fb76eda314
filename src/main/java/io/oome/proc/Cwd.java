package io.oome.proc;

import java.nio.file.Path;

/**
 * The working directory of a process.
 *
 * @param path where the process sees it, or saw it last
 * @param deleted the link reads {@code /path (deleted)}: the directory was removed, and can only be reached through
 *     /proc/PID/cwd
 */
public record Cwd(Path path, boolean deleted) {

    private static final String DELETED = " (deleted)";

    /** A link is not turned into text and back where it need not be: its bytes may be none in our locale's charset. */
    static Cwd parse(Path link) {
        String text = link.toString();
        return text.endsWith(DELETED)
                ? new Cwd(Path.of(text.substring(0, text.length() - DELETED.length())), true)
                : new Cwd(link, false);
    }
}
