package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A flag in a folder where the monitor can't write, such as a read-only mount. */
@Tag("thorough")
@Timeout(120)
class UndeletableFlagIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final int NOBODY = 65534;
    private static final String EVENT =
            "ver:3.0 server:s serial:1 pool:oome poolserial:1 eventname:TICK_5 len:15\nwhen:1201063880";

    @Test
    void should_be_acted_on_once_and_then_be_stale() throws Exception {
        SupervisordConfig config =
                RealSupervisord.configured().withoutUnixServer().inetServer();
        Path folder = config.folder();
        assumeThat(Files.getAttribute(folder, "unix:uid"))
                .as("only root can become nobody")
                .isEqualTo(0);
        Path flag = folder.resolve("web.oome");
        Path state = Files.createDirectory(folder.resolve("state"));
        Files.setAttribute(state, "unix:uid", NOBODY);
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        config.program("web", Programs.sleeper(), "user=nobody", "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("web", "RUNNING", SOON);
            assumeThat(asNobody(supervisord, state, "-V").awaitExit(SOON).exit())
                    .as("nobody may read the install tree")
                    .isZero();
            long first = supervisord.pid("web");
            Files.createFile(flag);
            Files.setAttribute(flag, "unix:uid", NOBODY);
            try (Launched listener = asNobody(supervisord, state, "all", "--listen")) {
                listener.awaitErr("web restarted: ", SOON);
                supervisord.awaitNewPid("web", first, SOON);
                for (int tick = 1; tick <= 3; tick++) {
                    int answers = tick;
                    listener.write(EVENT);
                    Eventually.within(
                            SOON, () -> count(listener.out(), "RESULT 2") == answers, () -> "tick not answered");
                }
                assertThat(count(listener.err(), "web restarted: "))
                        .as(listener.err())
                        .isEqualTo(1);
            }
            assertThat(ByHand.spawned(supervisord, "web")).isEqualTo(2);
            assertThat(flag).exists();
        }
    }

    private static Launched asNobody(RealSupervisord supervisord, Path state, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY, // whoever can inspect a process also has its group
                "--clear-groups",
                Launcher.program("oome_monitor").toString(),
                "--server-url",
                supervisord.serverUrl()));
        command.addAll(List.of(arguments));
        return Launcher.startCommand(Map.of("OOME_MONITOR_STATE_DIR", state.toString()), supervisord.folder(), command);
    }

    private static int count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }
}
