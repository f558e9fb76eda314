package io.oome.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthFileTest {

    @TempDir
    Path folder;

    @Test
    void should_be_new_after_each_touch() throws IOException {
        Path file = folder.resolve("health");
        new HealthFile(file).touch();
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

        new HealthFile(file).touch();

        assertThat(Files.getLastModifiedTime(file).toInstant())
                .isAfter(Instant.now().minusSeconds(60));
        assertThat(folder.toFile().list()).containsExactly("health");
    }

    @Test
    void should_replace_a_symbolic_link_and_leave_its_target_alone() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "gold");
        Path file = Files.createSymbolicLink(folder.resolve("health"), precious);
        Files.createSymbolicLink(folder.resolve("health.new"), precious);

        new HealthFile(file).touch();

        assertThat(precious).hasContent("gold");
        assertThat(file).isRegularFile();
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }

    @Test
    void should_log_a_failed_write_once_and_go_on() {
        new HealthFile(folder.resolve("missing/health")).touch();

        assertThat(folder).isEmptyDirectory();
    }
}
