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

    static Cwd parse(String link) {
        return link.endsWith(DELETED)
                ? new Cwd(Path.of(link.substring(0, link.length() - DELETED.length())), true)
                : new Cwd(Path.of(link), false);
    }
}
