package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code oome_monitor --check all}, as run by a HEALTHCHECK or a probe. */
@Timeout(90)
class CheckIT {

    @Test
    void should_print_nothing_until_a_process_is_unhealthy() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        config.program("web", Programs.sleeper(), "environment=OOME_FILE=\"" + flag + "\"")
                .program("down", Programs.sleeper(), "autostart=false")
                .program("fatal", Programs.command("false"), "startretries=0", "autostart=false");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("web", "RUNNING", ByHand.SOON);
            long pid = supervisord.pid("web");
            Files.createFile(flag);

            Launcher.Result young = ByHand.oomeMonitor(supervisord, "all", "--check");
            assertThat(young).isEqualTo(new Launcher.Result(0, "", ""));
            assertThat(flag).as("it looks, and does nothing").exists();
            assertThat(supervisord.pid("web")).isEqualTo(pid);
            assertThat(ByHand.stateDir(supervisord.folder())).doesNotExist();

            supervisord.ctl("start", "fatal");
            supervisord.awaitState("fatal", "FATAL", ByHand.SOON);
            Launcher.Result fatal = ByHand.oomeMonitor(supervisord, "--check", "--dry", "all");
            assertThat(fatal)
                    .isEqualTo(new Launcher.Result(
                            1, "fatal is FATAL: Exited too quickly (process log may have details)\n", ""));
            assertThat(ByHand.oomeMonitor(supervisord, "--check", "single", "-p", "web")
                            .exit())
                    .as("of others it says nothing")
                    .isZero();
            assertThat(ByHand.oomeMonitor(supervisord, "--check", "single", "-p", "wbe"))
                    .isEqualTo(new Launcher.Result(1, "-p wbe matches no supervised process\n", ""));

            supervisord.stop();
            Launcher.Result gone = ByHand.oomeMonitor(supervisord, "--check", "all");
            assertThat(gone.exit()).isEqualTo(3);
            assertThat(gone.out()).isEmpty();
            assertThat(gone.err()).hasLineCount(1);
        }
    }

    @Test
    void should_report_a_process_over_its_budget() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        config.program("web", Programs.sleeper(), "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("web", "RUNNING", ByHand.SOON);
            Files.createFile(flag);
            assertThat(ByHand.oomeMonitor(supervisord, "all").exit()).isZero();
            supervisord.awaitState("web", "RUNNING", ByHand.SOON);
            Files.createFile(flag);
            Launcher.Result result = ByHand.oomeMonitor(supervisord, "all", "--check", "--max-restarts", "1/1h");
            assertThat(result.exit()).as(result.toString()).isEqualTo(1);
            assertThat(result.out())
                    .startsWith("web: OutOfMemoryError flag " + flag)
                    .contains("restarted too often");
        }
    }
}
