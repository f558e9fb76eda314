package io.oome.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.journal.Entry;
import io.oome.journal.Entry.Past;
import io.oome.journal.Restart;
import io.oome.journal.Restart.Origin;
import io.oome.journal.Restart.Step;
import io.oome.supervisor.Namespec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Budget TWICE = new Budget(2, WINDOW);
    private static final Instant NOW = Cases.NOW;
    private static final Restart RESTART = Cases.restart(Step.START, new Origin(71, Cases.START, 4711));

    private Entry entry = Entry.empty(Namespec.parse("web"));

    private void restarted(Instant when, boolean counts) {
        Past past = new Past(when, Cases.flagId(when), 71, 98, counts ? "restarted" : "overruled", counts);
        entry = entry.begin(RESTART).end(past, List.of());
    }

    /** A monitor finds the restarts of earlier monitors in the journal. */
    @Test
    void should_allow_that_many_per_window_and_another_once_the_first_is_out_of_it() {
        restarted(NOW, true);
        assertThat(TWICE.allows(entry, NOW)).isTrue();
        restarted(NOW.plus(Duration.ofMinutes(6)), true);
        assertThat(TWICE.allows(entry, NOW.plus(Duration.ofMinutes(6)))).isFalse();
        assertThat(TWICE.allows(entry, NOW.plus(WINDOW))).isFalse();
        assertThat(TWICE.allows(entry, NOW.plus(WINDOW).plusMillis(1))).isTrue();
    }

    @Test
    void should_count_only_starts_by_a_monitor() {
        restarted(NOW, false);
        restarted(NOW, false);
        restarted(NOW, true);
        assertThat(TWICE.allows(entry, NOW)).isTrue();
    }

    @Test
    void should_count_the_restart_that_is_under_way() {
        restarted(NOW, true);
        assertThat(TWICE.allows(entry.begin(RESTART), NOW)).isFalse();
    }

    @Test
    void should_remember_as_many_as_can_be_counted() {
        Budget most = new Budget(Entry.MOST_HISTORY, WINDOW);
        for (int i = 0; i < Entry.MOST_HISTORY; i++) {
            assertThat(most.allows(entry, NOW)).isTrue();
            restarted(NOW, true);
        }
        assertThat(most.allows(entry, NOW)).isFalse();
    }

    @Test
    void should_never_refuse_without_a_limit() {
        for (int i = 0; i < 200; i++) {
            restarted(NOW, true);
        }
        assertThat(Budget.UNLIMITED.allows(entry, NOW)).isTrue();
    }

    @Test
    void should_read_as_words() {
        assertThat(new Budget(3, WINDOW)).hasToString("3 in 10 min");
        assertThat(new Budget(1, Duration.ofHours(24))).hasToString("1 in 24 h");
        assertThat(new Budget(1, Duration.ofSeconds(90))).hasToString("1 in 90 s");
        assertThat(new Budget(1, Duration.ofDays(3))).hasToString("1 in 3 d");
    }
}
