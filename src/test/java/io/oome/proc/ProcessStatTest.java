package io.oome.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessStatTest {

    private static final String REST = " S 71 98 71 0 -1 4194560 5 0 0 0 1 2 3 4 20 0 1 0 1234567 2736128 231 0\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java",
                "",
                "a b",
                "a) R (b",
                "a) R 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
                ")))",
                "((",
                "a\nb"
            })
    void should_not_be_misled_by_the_command(String command) {
        assertThat(ProcessStat.parse("98 (" + command + ")" + REST))
                .isEqualTo(new ProcessStat(98, 'S', 71, 1_234_567, 0));
    }

    @Test
    void should_read_a_start_on_a_host_up_for_years() {
        assertThat(ProcessStat.parse("1 (a)" + REST.replace("1234567", "31536000000"))
                        .startTicks())
                .isEqualTo(31_536_000_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "98", "98 java S 1", "98 (java", "98 (java) S 71 98", "(java)", "x (java) S 71"})
    void should_refuse_text_that_is_not_a_stat(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ProcessStat.parse(text));
    }

    @Test
    void should_refuse_a_start_that_is_not_a_number() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProcessStat.parse("1 (a)" + REST.replace("1234567", "-")));
    }

    @ParameterizedTest
    @CsvSource({"Z, true", "X, true", "R, false", "S, false", "D, false", "T, false", "t, false", "I, false"})
    void should_recognize_a_zombie(char state, boolean zombie) {
        assertThat(new ProcessStat(98, state, 1, 2, 0).isZombie()).isEqualTo(zombie);
    }

    /** A real process's stat, with the fields up to exit_code. */
    @Test
    void should_distinguish_a_program_from_its_successor_after_execve() {
        ProcessStat before = ProcessStat.parse(full(140_726_000_000_000L));
        ProcessStat after = ProcessStat.parse(full(140_731_000_000_000L));
        assertThat(before.envStart()).isEqualTo(140_726_000_000_000L);
        assertThat(before.isSameProgramAs(ProcessStat.parse(full(140_726_000_000_000L))))
                .isTrue();
        assertThat(before.isSameProgramAs(after)).isFalse();
    }

    private static String full(long envStart) {
        return "98 (sh) S 71 98 71 0 -1 4194560 102 0 0 0 0 0 0 0 20 0 1 0 1234567 2580480 235 18446744073709551615"
                + " 94 95 140726 0 0 0 0 4096 65538 1 0 0 17 1 0 0 0 0 0 96 97 98 140726999 140727000 "
                + envStart + " 140726111 0\n";
    }
}
