package io.oome.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TerminationMessageTest {

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("termination-log");
    }

    private String write(String text, List<String> log) throws IOException {
        assertThat(new TerminationMessage(Optional.of(file())).write(text, log)).contains(file());
        return Files.readString(file());
    }

    @Test
    void should_replace_an_earlier_message() throws IOException {
        Files.writeString(file(), "an earlier message, longer than the new one");
        assertThat(write("why\n", List.of("  | last"))).isEqualTo("why\n  | last\n");
    }

    @Test
    void should_keep_as_many_of_the_newest_log_lines_as_fit() throws IOException {
        List<String> log =
                IntStream.range(100, 200).mapToObj(i -> i + "é".repeat(30)).toList();
        String written = write("why\n", log);
        assertThat(written.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(4000, 4096);
        assertThat(written).startsWith("why\n").endsWith(log.get(99) + "\n").doesNotContain(log.get(0) + "\n");
    }

    @Test
    void should_cut_a_long_text_between_characters() throws IOException {
        String written = write("a" + "é".repeat(4000), List.of("no room"));
        assertThat(written.getBytes(StandardCharsets.UTF_8)).hasSize(4095);
        assertThat(written).endsWith("é");
    }

    @Test
    void should_write_no_control_characters() throws IOException {
        assertThat(write("why\n", List.of("\u001b[31mred")))
                .doesNotContain("\u001b")
                .startsWith("why\n");
    }

    @Test
    @Timeout(20)
    void should_not_write_to_a_link_or_a_pipe() throws Exception {
        Path other = folder.resolve("other");
        Files.createFile(other);
        Files.createSymbolicLink(file(), other);
        assertThatThrownBy(() -> write("why", List.of())).isInstanceOf(IOException.class);
        assertThat(other).isEmptyFile();

        Files.delete(file());
        assertThat(new ProcessBuilder("mkfifo", file().toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> write("why", List.of())).isInstanceOf(IOException.class);
    }
}
