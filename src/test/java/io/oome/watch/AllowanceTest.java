package io.oome.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AllowanceTest {

    private static final long SETTLES = 5;

    private long now = -5_000_000_000L;
    private final Allowance allowance = new Allowance(() -> now);

    @Test
    void should_let_the_writes_to_a_flag_settle() {
        assertThat(allowance.take()).isEqualTo(Duration.ofMillis(SETTLES).toNanos());
    }

    @Test
    void should_allow_thirty_in_a_row_and_then_one_a_second() {
        assertThat(takenInARow(30)).containsOnly(SETTLES);
        assertThat(takenInARow(3)).containsExactly(1000, 1000, 1000);
    }

    @Test
    void should_regain_one_a_second() {
        takenInARow(31);
        now += Duration.ofSeconds(5).toNanos();
        assertThat(takenInARow(6)).containsExactly(SETTLES, SETTLES, SETTLES, SETTLES, SETTLES, 1000);
    }

    @Test
    void should_never_exceed_the_first_allowance() {
        now += Duration.ofHours(1).toNanos();
        assertThat(takenInARow(31)).endsWith(1000);
    }

    /** The delays in milliseconds, with the clock advanced by each. */
    private long[] takenInARow(int count) {
        return LongStream.range(0, count)
                .map(any -> {
                    long wait = allowance.take();
                    now += wait > Duration.ofMillis(SETTLES).toNanos() ? wait : 0;
                    return Duration.ofNanos(wait).toMillis();
                })
                .toArray();
    }
}
