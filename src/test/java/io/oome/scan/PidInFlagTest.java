package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PidInFlagTest {

    @TempDir
    Path folder;

    private FlagPath flag;

    @BeforeEach
    void know_where_the_flag_is() {
        flag = new FlagPath(folder.resolve("oome"), FlagRule.OPTION, folder.resolve("oome"));
    }

    @ParameterizedTest
    @CsvSource({"'42\n', 42", "42, 42", "' 42 \n', 42", "1, 1", "4194304, 4194304", "999999999, 999999999"})
    void should_be_the_pid_that_the_jvm_has_left(String content, int pid) throws Exception {
        Files.writeString(flag.path(), content);
        assertThat(Claim.pidIn(flag)).hasValue(pid);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "0",
                "-1",
                "+1",
                "042",
                "4 2",
                "42\n43\n",
                "4294967296",
                "12345678901234567890",
                "out of memory",
                "java.lang.OutOfMemoryError: Java heap space",
                "٤٢",
                "42                   "
            })
    void should_be_none_in_any_other_text(String content) throws Exception {
        Files.writeString(flag.path(), content);
        assertThat(Claim.pidIn(flag)).isEmpty();
    }

    @Test
    void should_be_none_in_a_huge_file() throws Exception {
        Files.writeString(flag.path(), "42" + "\n".repeat(10_000_000));
        assertThat(Claim.pidIn(flag)).isEmpty();
    }

    @Test
    void should_be_none_where_there_is_no_file() throws Exception {
        assertThat(Claim.pidIn(flag)).isEmpty();
        Files.createDirectory(flag.path());
        assertThat(Claim.pidIn(flag)).isEmpty();
    }

    @Test
    void should_not_be_looked_for_behind_a_link() throws Exception {
        Files.createSymbolicLink(flag.path(), Files.writeString(folder.resolve("target"), "42"));
        assertThat(Claim.pidIn(flag)).isEmpty();
    }

    @Test
    void should_not_be_waited_for_in_a_fifo() throws Exception {
        ClaimTest.mkfifo(flag.path());
        assertThat(Claim.pidIn(flag)).isEmpty();
    }
}
