package io.oome.jvm;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a process is a JVM. Across users only cmdline, stat and status of /proc can be read without SYS_PTRACE; exe, maps
 * and environ can't. So its first word must do where exe is denied:
 *
 * <ul>
 *   <li>exe is the launcher, whatever the process is called by ({@code exec -a tomcat java}, a link of another name).
 *   <li>The first word is that of a JVM, too, that was started by PATH, {@code runuser}, {@code gosu}, {@code setpriv} or a
 *       script's {@code #!/usr/bin/java --source}. A wrapper script named java has its shell for the first word, though
 *       its comm is java: so comm is not asked.
 *   <li>An hsperfdata file of the process's own tells a program that has a JVM inside (jpackage). There is none with
 *       -XX:-UsePerfData, -XX:+PerfDisableSharedMem, or for a user without a name.
 *   <li>maps would show libjvm, where it can be read at all, at the cost of 16 KB for each process.
 * </ul>
 */
public final class JvmSigns {

    private static final Set<String> LAUNCHERS = Set.of("java", "jsvc", "jsvc.exec");
    private static final String DELETED = " (deleted)";

    private JvmSigns() {}

    /**
     * @param exe what /proc/PID/exe links to, where that can be read
     */
    public static boolean isLauncher(List<String> argv, Optional<Path> exe) {
        String program = exe.map(Path::toString).orElse(argv.isEmpty() ? "" : argv.get(0));
        String name = program.substring(program.lastIndexOf('/') + 1);
        boolean isDeleted = exe.isPresent() && name.endsWith(DELETED);
        return LAUNCHERS.contains(isDeleted ? name.substring(0, name.length() - DELETED.length()) : name);
    }
}
