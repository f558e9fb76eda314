package io.oome.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionLineTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '#',
            value = {
                "/tmp/web.oome | touch /tmp/web.oome       | \"touch /tmp/web.oome\"",
                "/tmp/a b      | touch '/tmp/a b'          | \"touch '/tmp/a b'\"",
                "/tmp/100%     | touch /tmp/100%%          | \"touch /tmp/100%%%%\"",
                "/tmp/it's     | touch '/tmp/it'\\''s'     | \"touch '/tmp/it'\\\\''s'\"",
                "/tmp/$x\"     | touch '/tmp/$x\"'         | \"touch '/tmp/$x\\\"'\"",
                "/tmp/a;b      | oome_flag                 | oome_flag",
            },
            delimiter = '|')
    void should_survive_quoting(String flag, String command, String inConf) {
        OptionLine line = OptionLine.creating(Path.of(flag));
        assertThat(line.word()).isEqualTo("-XX:OnOutOfMemoryError=" + command);
        assertThat(line.inSupervisordConf()).isEqualTo("-XX:OnOutOfMemoryError=" + inConf);
        Effect effect = new OomeCommands(7, Optional.empty()).effect(List.of(command));
        if (!command.equals("oome_flag")) {
            assertThat(effect).isEqualTo(new Effect.Touches(List.of(flag), false, Optional.empty()));
        }
    }
}
