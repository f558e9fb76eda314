package io.oome.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HealthTest {

    private long now;
    private final Health health = new Health(Duration.ofHours(1), () -> now);

    private void passes(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void should_be_well_at_the_start_and_after_a_good_look() {
        assertThat(health.problem()).isEmpty();
        health.isBad("no such socket");
        assertThat(health.problem()).hasValue("no such socket");
        health.isGood();
        assertThat(health.problem()).isEmpty();
    }

    @Test
    void should_not_be_well_when_three_looks_were_missed() {
        health.expectEvery(Duration.ofSeconds(60));
        health.isGood();
        passes(190);
        assertThat(health.problem()).isEmpty();
        passes(1);
        assertThat(health.problem()).hasValueSatisfying(it -> assertThat(it)
                .contains("no successful scan for 191 s (expected every 60 s)"));
    }

    @Test
    void should_learn_the_period_from_ticks_and_count_from_then_on() {
        passes(3000);
        health.expectEvery(Duration.ofSeconds(60));
        assertThat(health.problem()).isEmpty();
        health.expectEvery(Duration.ofHours(1));
        passes(200);
        assertThat(health.problem()).isPresent();
    }
}
