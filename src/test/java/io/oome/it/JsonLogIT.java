package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code oome-monitor.log-format=json}, for a container's log collector. */
@Timeout(90)
class JsonLogIT {

    private static final String FORMAT = "OOME_MONITOR_LOG_FORMAT";

    @TempDir
    Path folder;

    private static List<JsonNode> lines(String text) {
        List<JsonNode> lines = text.lines().map(Schema.LOG::assertDescribes).toList();
        assertThat(lines).as(text).isNotEmpty();
        return lines;
    }

    private static JsonNode saying(List<JsonNode> lines, String words) {
        return lines.stream()
                .filter(it -> it.get("message").asText().contains(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError(words + " in " + lines));
    }

    @Test
    void should_be_one_document_per_line_whatever_a_listener_logs() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("we\033[31m\"\\b.oome");
        config.environment(FORMAT, "json")
                .program("web", Programs.sleeper(), "environment=OOME_FILE='" + flag + "'")
                .program("workers", Programs.sleeper(), "process_name=w\u202e1", "autostart=false")
                .eventlistener("oome", Programs.installed("oome_monitor", "all", "--verbose"), "events=TICK_5")
                .eventlistener(
                        "score", Programs.installed("oom_score_adj", "-p", "web=100"), "events=PROCESS_STATE_RUNNING");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("web", "RUNNING", ByHand.SOON);
            long pid = supervisord.pid("web");
            Files.createFile(flag);
            Eventually.within(
                    ByHand.SOON,
                    () -> supervisord.stderrOf("oome").contains("web restarted"),
                    () -> supervisord.stderrOf("oome"));
            List<JsonNode> lines = lines(supervisord.stderrOf("oome"));
            assertThat(lines.get(0).get("message").asText()).startsWith("listener, oome-monitor ");
            assertThat(saying(lines, "workers:w\u202e1: it is down")
                            .get("process")
                            .asText())
                    .isEqualTo("workers:w\u202e1");
            JsonNode restarted = saying(lines, "web restarted");
            assertThat(restarted.get("process").asText()).isEqualTo("web");
            assertThat(restarted.get("program").asText()).isEqualTo("oome_monitor");
            assertThat(restarted.get("level").asText()).isEqualTo("INFO");
            assertThat(restarted.get("message").asText()).contains("flag " + flag, "pid " + pid + " → ");
            assertThat(Instant.parse(restarted.get("timestamp").asText()))
                    .isBetween(Instant.now().minus(Duration.ofMinutes(2)), Instant.now());
            assertThat(saying(lines(supervisord.stderrOf("score")), "web (pid")
                            .get("process")
                            .asText())
                    .isEqualTo("web");
        }
    }

    @Test
    void should_include_a_fatal_error_and_its_stack_trace() {
        List<JsonNode> lines =
                lines(run(3, "oome_monitor", "all", "--verbose", "--server-url", "unix:///nowhere/sock"));
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).get("message").asText()).startsWith("no such socket: unix:///nowhere/sock");
        assertThat(lines.get(0).get("exception").asText()).contains("SupervisorUnreachable", "\n\tat ");
        assertThat(lines(run(2, "oom_score_adj", "--nonsense"))
                        .get(0)
                        .get("program")
                        .asText())
                .isEqualTo("oom_score_adj");
    }

    @Test
    void should_be_text_or_json() {
        Launcher.Result result =
                Launcher.run(ByHand.SOON, Map.of(FORMAT, "xml"), folder, "oome_monitor", "--dry", "all");
        assertThat(result)
                .isEqualTo(new Launcher.Result(
                        2,
                        "",
                        "oome_monitor: configuration: oome-monitor.log-format: \"xml\" is neither text nor json\n"));
    }

    private String run(int exit, String... argv) {
        Launcher.Result result = Launcher.run(ByHand.SOON, Map.of(FORMAT, "json"), folder, argv);
        assertThat(result.exit()).as(result.toString()).isEqualTo(exit);
        assertThat(result.out()).isEmpty();
        return result.err();
    }
}
