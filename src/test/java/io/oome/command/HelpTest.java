package io.oome.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --help} of every command fits a terminal. */
@ExtendWith(WithSettings.class)
class HelpTest {

    private static final int COLUMNS = 80;

    @ParameterizedTest
    @ValueSource(strings = {"oome_monitor", "oome_monitor single", "oome_monitor all", "oom_score_adj"})
    void should_fit_80_columns(String command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] words = (command + " --help").split(" ", 2);
        Streams streams = new Streams(InputStream.nullInputStream(), out);
        assertThat(CommandLines.run(words[0], streams, words[1].split(" "))).isZero();
        String help = out.toString(StandardCharsets.UTF_8);
        assertThat(help).startsWith("Usage: " + words[0]);
        assertThat(help.lines()).filteredOn(line -> line.length() > COLUMNS).isEmpty();
    }
}
