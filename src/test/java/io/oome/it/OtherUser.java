package io.oome.it;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An unprivileged user without a name, the files it owns, and the programs it runs. */
final class OtherUser {

    static final int UID = 1234;

    /** In the format of /proc/PID/status. */
    static final String ALL_FOUR = "Uid:\t%1$d\t%1$d\t%1$d\t%1$d\n".formatted(UID);

    private OtherUser() {}

    /** Only root can change its user. */
    static void assumeRoot() {
        assumeThat(System.getProperty("user.name"))
                .as("only root can become another user")
                .isEqualTo("root");
    }

    /** The command prefix that runs a program as that user, in the same process. */
    static String[] runs(String... argv) {
        List<String> words =
                new ArrayList<>(List.of("setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups", "--"));
        words.addAll(List.of(argv));
        return words.toArray(String[]::new);
    }

    /** Runs {@code oome_monitor} as that user, over the inet server; assumes that others can read the install tree. */
    static Launched oomeMonitor(RealSupervisord supervisord, Path state, String... arguments) {
        return Launcher.startCommand(
                environment(state), supervisord.folder(), List.of(oomeMonitorWords(supervisord, arguments)));
    }

    static String[] oomeMonitorWords(RealSupervisord supervisord, String... arguments) {
        List<String> words = new ArrayList<>(
                List.of(Launcher.program("oome_monitor").toString(), "--server-url", supervisord.inetUrl()));
        words.addAll(List.of(arguments));
        return runs(words.toArray(String[]::new));
    }

    static Map<String, String> environment(Path state) {
        return Map.of("OOME_MONITOR_STATE_DIR", state.toString());
    }

    static void assumeInstalledForAll(Path folder) {
        List<String> command = List.of(runs(Launcher.program("oome_monitor").toString(), "-V"));
        assumeThat(Launcher.runCommand(ByHand.SOON, Map.of(), folder, command).exit())
                .as("others may read the install tree")
                .isZero();
    }

    static Path file(Path file) throws IOException {
        return owns(Files.createFile(file));
    }

    static Path folder(Path folder) throws IOException {
        return owns(Files.createDirectory(folder));
    }

    static Path owns(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", UID, LinkOption.NOFOLLOW_LINKS);
        return path;
    }

    /** A folder that everybody can enter. */
    static void letIn(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
