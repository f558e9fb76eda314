package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.oome.restart.Decision;
import io.oome.restart.Evidence;
import io.oome.supervisor.ProcessState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code oome_monitor --format json}, and its description in docs/. */
@Timeout(90)
class JsonIT {

    @Test
    void should_match_its_schema_whatever_it_finds_and_does() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path folder = config.folder();
        config.program("web", Programs.sleeper(), environment(folder, "web"))
                .program("api", Programs.sleeper(), environment(folder, "api"))
                .program("refused", Programs.sleeper(), environment(folder, "refused"))
                .program("fatal", Programs.command("false"), "startretries=0", "directory=" + folder)
                .program("down", Programs.sleeper(), "autostart=false");
        try (RealSupervisord supervisord = config.start()) {
            for (String program : new String[] {"web", "api", "refused"}) {
                supervisord.awaitState(program, "RUNNING", ByHand.SOON);
            }
            supervisord.awaitState("fatal", "FATAL", ByHand.SOON);
            Files.createDirectory(folder.resolve("refused.oome"));
            Files.createFile(folder.resolve("web.oome"));
            long pid = supervisord.pid("web");

            JsonNode dry = json(ByHand.oomeMonitor(supervisord, "-d", "--format", "json", "all"), 1);
            assertThat(dry.at("/summary").toString())
                    .isEqualTo("{\"processes\":5,\"toRestart\":1,\"restarted\":0,\"notRestarted\":0,"
                            + "\"toLookAt\":2,\"unarmed\":0,\"fine\":2}");
            JsonNode flagged = process(dry, "web");
            assertThat(flagged.at("/flag/ageSeconds").asInt()).isBetween(0, 60);
            assertThat(flagged.at("/uptimeSeconds").asInt()).isBetween(0, 120);
            assertThat(flagged.at("/guess").asBoolean(true)).isFalse();
            assertThat(flagged.at("/history/count24h").asInt(-1)).isZero();

            JsonNode done =
                    json(ByHand.oomeMonitor(supervisord, "single", "--format", "json", "-p", "w?b", "-p", "nix"), 1);
            JsonNode restarted = process(done, "web");
            assertThat(restarted.at("/pid").asLong()).isEqualTo(pid);
            assertThat(restarted.at("/newPid").asLong()).isEqualTo(supervisord.pid("web"));
            assertThat(restarted.at("/outcome/result").asText()).isEqualTo("restarted");
            assertThat(done.at("/summary/restarted").asInt()).isEqualTo(1);
            assertThat(done.at("/unmatched/0").asText()).isEqualTo("nix");

            JsonNode later = json(ByHand.oomeMonitor(supervisord, "-d", "single", "-p", "web", "--format", "json"), 0);
            JsonNode history = process(later, "web").at("/history");
            assertThat(history.at("/count24h").asInt()).isEqualTo(1);
            assertThat(history.at("/lastResult").asText()).isEqualTo("restarted");
            assertThat(Instant.parse(history.at("/last").asText()))
                    .isAfter(Instant.now().minus(Duration.ofMinutes(2)));
        }
    }

    @Test
    void should_list_every_word_of_the_program() throws Exception {
        JsonNode schema = new ObjectMapper()
                .readTree(Path.of("docs/oome_monitor.schema.json").toFile());
        JsonNode process = schema.at("/properties/processes/items/properties");
        assertThat(words(process.at("/evidence/enum"))).containsExactlyInAnyOrder(words(Evidence.values()));
        assertThat(words(process.at("/decision/enum"))).containsExactlyInAnyOrder(words(Decision.values()));
        assertThat(words(process.at("/state/enum")))
                .containsExactlyInAnyOrder(
                        Stream.of(ProcessState.values()).map(Enum::name).toArray(String[]::new));
    }

    private static String environment(Path folder, String name) {
        return "environment=OOME_FILE=\"" + folder.resolve(name + ".oome") + "\"";
    }

    private static JsonNode json(Launcher.Result result, int exit) {
        assertThat(result.exit()).as(result.toString()).isEqualTo(exit);
        assertThat(result.err()).isEmpty();
        return Schema.OOME_MONITOR.assertDescribes(result.out());
    }

    private static JsonNode process(JsonNode document, String name) {
        return StreamSupport.stream(document.get("processes").spliterator(), false)
                .filter(it -> it.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String[] words(Enum<?>[] constants) {
        return Stream.of(constants)
                .map(it -> it.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toArray(String[]::new);
    }

    private static List<String> words(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
