package io.oome.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final AtomicReference<String> names = new AtomicReference<>("web (its stop)");

    private Progress progress(int width) {
        return new Progress(names::get, new PrintStream(screen, true, StandardCharsets.UTF_8), width);
    }

    private String written() {
        String text = screen.toString(StandardCharsets.UTF_8).replace('\r', '<');
        screen.reset();
        return text;
    }

    @Test
    void should_rewrite_one_line() {
        Progress progress = progress(80);
        progress.show(Duration.ofMillis(9900));
        assertThat(written()).isEqualTo("<waiting for web (its stop) 9 s<");
        names.set("w (its turn)");
        progress.show(Duration.ofSeconds(12));
        assertThat(written()).isEqualTo("<waiting for w (its turn) 12 s <");
        names.set("");
        progress.show(Duration.ofSeconds(13));
        assertThat(written()).isEqualTo("<" + " ".repeat(29) + "<");
    }

    @Test
    void should_never_wrap() {
        names.set("web (its stop), api (its stop), batch (its turn)");
        progress(40).show(Duration.ofSeconds(12));
        assertThat(written()).isEqualTo("<waiting for web (its stop), api (… 12 s<");
    }
}
