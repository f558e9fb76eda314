package io.oome.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.supervisor.Namespec;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RestartLimitTest {

    private static final Namespec WEB = Namespec.parse("web");
    private static final Namespec API = Namespec.parse("api");

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final RestartLimit limit = new RestartLimit(2, Duration.ofMinutes(10), now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void should_allow_so_many_in_a_window_and_one_more_when_the_first_has_left_it() {
        limit.count(WEB);
        pass(Duration.ofMinutes(6));
        assertThat(limit.allows(WEB)).isTrue();
        limit.count(WEB);
        assertThat(limit.allows(WEB)).isFalse();
        pass(Duration.ofMinutes(4).plusNanos(1));
        assertThat(limit.allows(WEB)).isTrue();
    }

    @Test
    void should_count_each_process_for_itself() {
        limit.count(WEB);
        limit.count(WEB);
        assertThat(limit.allows(WEB)).isFalse();
        assertThat(limit.allows(API)).isTrue();
    }

    @Test
    void should_never_refuse_without_a_limit() {
        for (int i = 0; i < 1000; i++) {
            RestartLimit.NONE.count(WEB);
        }
        assertThat(RestartLimit.NONE.allows(WEB)).isTrue();
    }
}
