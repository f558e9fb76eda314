package io.oome.jvm;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a process is a JVM. Without SYS_PTRACE only cmdline, stat and status of another user's process are readable;
 * exe, maps and environ are not. So where exe is denied, the first word of the command line decides:
 *
 * <ul>
 *   <li>exe is the launcher, whatever the process calls itself ({@code exec -a tomcat java}, a link with another name).
 *   <li>The first word is java, too, for a JVM started by PATH, {@code runuser}, {@code gosu}, {@code setpriv} or a
 *       script's {@code #!/usr/bin/java --source}. A wrapper script named java has its shell as the first word, but
 *       java as its comm: so comm is not used.
 *   <li>An hsperfdata file of its own reveals a program with an embedded JVM (jpackage). None exists with
 *       -XX:-UsePerfData, -XX:+PerfDisableSharedMem, or for a user without a name.
 *   <li>maps would show libjvm, where readable, at a cost of 16 KB per process.
 * </ul>
 */
public final class JvmSigns {

    private static final Set<String> LAUNCHERS = Set.of("java", "jsvc", "jsvc.exec");
    private static final String DELETED = " (deleted)";

    private JvmSigns() {}

    /**
     * @param exe the target of /proc/PID/exe, if readable
     */
    public static boolean isLauncher(List<String> argv, Optional<Path> exe) {
        String program = exe.map(Path::toString).orElse(argv.isEmpty() ? "" : argv.get(0));
        String name = program.substring(program.lastIndexOf('/') + 1);
        boolean isDeleted = exe.isPresent() && name.endsWith(DELETED);
        return LAUNCHERS.contains(isDeleted ? name.substring(0, name.length() - DELETED.length()) : name);
    }
}
