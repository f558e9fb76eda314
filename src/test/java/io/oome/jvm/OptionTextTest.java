package io.oome.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** All tried with JDK 17 and 25: {@code JvmOptionsIT}. */
class OptionTextTest {

    @Test
    void should_split_a_variable_as_the_jvm_does() {
        assertThat(OptionText.words("")).isEmpty();
        assertThat(OptionText.words(" \t\n")).isEmpty();
        assertThat(OptionText.words("\t-Xmx8m\n-ea ")).containsExactly("-Xmx8m", "-ea");
        assertThat(OptionText.words("-Da=a'b c'd\"e f\"g -ea")).containsExactly("-Da=ab cde fg", "-ea");
        assertThat(OptionText.words("-Da='a\"b' '-Db=c d'")).containsExactly("-Da=a\"b", "-Db=c d");
        assertThat(OptionText.words("-Da='a\\'b")).containsExactly("-Da=a\\b");
        assertThat(OptionText.words("-Da=a\\ b")).containsExactly("-Da=a\\", "b");
        assertThat(OptionText.words("'' -ea")).containsExactly("", "-ea");
    }

    @Test
    void should_distinguish_options_from_blanks_inside_them() {
        String vmArgs = "-Da=x  y -XX:OnOutOfMemoryError=touch -- f; kill -9 %p; sh -c 'touch -am g' -Xmx8m"
                + " -XX:+ExitOnOutOfMemoryError --add-opens=java.base/java.lang=ALL-UNNAMED -ea -javaagent:a b.jar";
        assertThat(OptionText.ofVmArgs(vmArgs))
                .isEqualTo(List.of(
                        "-Da=x  y",
                        "-XX:OnOutOfMemoryError=touch -- f; kill -9 %p; sh -c 'touch -am g'",
                        "-Xmx8m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-ea",
                        "-javaagent:a b.jar"));
    }

    @Test
    void should_read_the_flags_of_a_flags_file() {
        assertThat(OptionText.ofVmFlags("")).isEmpty();
        assertThat(OptionText.ofVmFlags(
                        "+ExitOnOutOfMemoryError OnOutOfMemoryError=touch flags HeapDumpPath=fl -UsePerfData"))
                .containsExactly(
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:OnOutOfMemoryError=touch flags",
                        "-XX:HeapDumpPath=fl",
                        "-XX:-UsePerfData");
    }
}
