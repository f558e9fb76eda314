package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the launcher itself, with a shell as the program. */
@Timeout(30)
class LauncherIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path cwd;

    @Test
    void should_return_exit_code_and_both_streams() {
        Launcher.Result result =
                Launcher.runCommand(SOON, Map.of("GREETING", "hé"), cwd, sh("cat; echo $GREETING; pwd -P >&2; exit 3"));
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).isEqualTo("hé\n");
        assertThat(Path.of(result.err().strip())).isEqualTo(cwd.toAbsolutePath());
    }

    @Test
    void should_show_the_output_of_a_program_that_does_not_end() {
        assertThatThrownBy(() -> Launcher.runCommand(
                        Duration.ofMillis(500), Map.of(), cwd, sh("echo here; echo there >&2; sleep 86400; exit 1")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("killed, for it had not ended after PT0.5S", "here", "there");
    }

    @Test
    void should_talk_to_a_running_program() {
        try (Launched launched =
                Launcher.startCommand(Map.of(), cwd, sh("read x; echo got $x >&2; exec sleep 86400"))) {
            launched.write("naïve\n");
            launched.awaitErr("^got naïve$", SOON);
            assertThat(launched.isAlive()).isTrue();
            launched.sigterm();
            assertThat(launched.awaitExit(SOON).exit()).isEqualTo(143);
        }
    }

    @Test
    void should_not_wait_for_output_of_a_program_that_has_ended() {
        try (Launched launched = Launcher.startCommand(Map.of(), cwd, sh("echo sorry"))) {
            assertThatThrownBy(() -> launched.awaitOut("welcome", Duration.ofDays(1)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("sorry");
        }
    }

    private static List<String> sh(String script) {
        return List.of("sh", "-c", script);
    }
}
