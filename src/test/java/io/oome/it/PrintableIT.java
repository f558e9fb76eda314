package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names and paths that contain control characters: fault 23. */
@Timeout(60)
class PrintableIT {

    private static final String NAME = "we\u202e\u009bb";

    @Test
    void should_never_let_a_path_or_a_name_write_lines_or_move_the_cursor_of_fault_23() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path script = Files.writeString(
                config.folder().resolve("run"),
                "#!/bin/sh\nexec env OOME_FILE=\"$(printf '/tmp/a\\n2026-11-21 00:00:00 ERROR forged \\033[31m')\" sleep 86400\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        config.program("web", Programs.command(script.toString()), "process_name=" + NAME);
        try (RealSupervisord supervisord = config.start()) {
            Eventually.within(
                    ByHand.SOON,
                    () -> ByHand.oomeMonitor(supervisord, "--dry", "all").out().contains("forged"),
                    () -> "its environment is not to be seen");
            Launcher.Result table = ByHand.oomeMonitor(supervisord, "--dry", "--verbose", "all");
            assertClean(table.out());
            assertClean(table.err());
            assertThat(table.out())
                    .contains("web:we\\u202e\\x9bb", "/tmp/a\\x0a2026-11-21", "\\x1b[31m")
                    .doesNotContain("\n2026-11-21");

            Launcher.Result json = ByHand.oomeMonitor(supervisord, "--dry", "--format", "json", "all");
            assertClean(json.out());
            JsonNode process = new ObjectMapper().readTree(json.out()).at("/processes/0");
            assertThat(process.get("name").asText()).isEqualTo(NAME);
            assertThat(process.at("/flag/path").asText()).startsWith("/tmp/a\n2026");

            try (Launched monitor = ByHand.start(supervisord, "--dry", "--verbose", "--every", "1s", "all")) {
                monitor.awaitErr("we\\\\u202e\\\\x9bb.*/tmp/a\\\\x0a2026-11-21 00:00:00 ERROR forged", ByHand.SOON);
                assertClean(monitor.err());
                assertThat(monitor.err()).doesNotContainPattern("(?m)^2026-11-21 00:00:00 ERROR");
            }
        }
    }

    private static void assertClean(String text) {
        assertThat(text.codePoints().filter(it -> it != '\n' && (Character.isISOControl(it) || it == 0x202e)))
                .as(text)
                .isEmpty();
    }
}
