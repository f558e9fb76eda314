package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The static executable in a root that holds nothing else but /proc: no library, no /etc, no /dev, no /tmp. */
@Timeout(120)
class EmptyRootIT {

    @TempDir
    Path root;

    @Test
    void should_find_its_server_by_name_and_restart_a_process() throws Exception {
        assumeThat(Launcher.isStatic()).as("the executable is static").isTrue();
        OtherUser.assumeRoot();
        SupervisordConfig config = RealSupervisord.configured().inetServer();
        Path flag = config.folder().resolve("web.oome");
        config.program("web", Programs.sleeper(), "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("web", "RUNNING", ByHand.SOON);
            long pid = supervisord.pid("web");
            String server = supervisord.inetUrl().replace("127.0.0.1", "localhost");

            Launcher.Result dry = monitor(server, "--dry");
            assertThat(dry.out()).contains("no flag " + flag + " (rule: OOME_FILE)");
            assertThat(dry.err()).doesNotContain("ERROR");
            assertThat(dry.exit()).isZero();

            Files.createFile(flag);
            Launcher.Result restart = monitor(server);
            supervisord.awaitNewPid("web", pid, ByHand.SOON);
            assertThat(restart.out()).contains("restarted", "OutOfMemoryError flag " + flag);
            assertThat(restart.exit()).isZero();
            assertThat(flag).as("seen in a root that is not the monitor's").exists();
        }
    }

    private Launcher.Result monitor(String server, String... options) {
        String script =
                """
                touch oome_monitor && mount --bind "$0" oome_monitor
                mkdir -p proc && mount --rbind /proc proc
                exec chroot . /oome_monitor --server-url "$@" all
                """;
        List<String> command = SurroundingsIT.with(
                List.of("unshare", "-m", "sh", "-ec", script),
                Launcher.program("oome_monitor").toString(),
                server);
        return Launcher.runCommand(ByHand.SOON, Map.of(), root, SurroundingsIT.with(command, options));
    }
}
