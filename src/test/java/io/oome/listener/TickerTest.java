package io.oome.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** On a clock that advances only while the ticker sleeps or a scan runs. */
class TickerTest {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final List<Long> ticksAt = new ArrayList<>();
    private long now = -7 * NANOS_PER_SECOND;
    private long overslept;

    @Test
    void should_tick_at_once_and_then_every_period() {
        assertThat(ticks(4, tick -> {})).containsExactly(0L, 30L, 60L, 90L);
    }

    @Test
    void should_count_the_period_from_the_beginning_of_a_scan() {
        assertThat(ticks(3, tick -> pass(12))).containsExactly(0L, 30L, 60L);
    }

    @Test
    void should_not_double_a_scan_that_took_longer_than_a_period() {
        assertThat(ticks(4, tick -> pass(tick == 1 ? 100 : 0))).containsExactly(0L, 30L, 160L, 190L);
    }

    @Test
    void should_not_double_a_tick_that_was_late() {
        assertThat(ticks(4, tick -> overslept = tick == 0 ? 29 : 0)).containsExactly(0L, 59L, 89L, 119L);
    }

    @Test
    void should_never_be_early_by_a_fraction_of_a_millisecond() {
        assertThat(ticks(3, tick -> now += 1)).containsExactly(0L, 30L, 60L);
    }

    @Test
    void should_go_on_after_a_scan_that_failed() {
        assertThat(ticks(3, tick -> {
                    throw new IllegalStateException("supervisord can't be reached");
                }))
                .containsExactly(0L, 30L, 60L);
    }

    /** The times of that many ticks, in seconds since the first. */
    private List<Long> ticks(int count, IntConsumer scan) {
        Ticker ticker = new Ticker(Duration.ofSeconds(30), () -> now, millis -> {
            if (ticksAt.size() == count) {
                throw new InterruptedException();
            }
            now += millis * 1_000_000 + overslept * NANOS_PER_SECOND;
        });
        assertThatThrownBy(() -> ticker.run(() -> {
                    ticksAt.add(now);
                    scan.accept(ticksAt.size() - 1);
                }))
                .isInstanceOf(InterruptedException.class);
        return ticksAt.stream()
                .map(it -> (it - ticksAt.get(0)) / NANOS_PER_SECOND)
                .toList();
    }

    private void pass(long seconds) {
        now += seconds * NANOS_PER_SECOND;
    }
}
