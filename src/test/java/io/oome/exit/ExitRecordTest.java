package io.oome.exit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExitRecordTest {

    private static final String SPAWNED_71 = "2026-11-20 23:59:01,123 INFO spawned: 'web' with pid 71\n";
    private static final String KILLED =
            "2026-11-20 23:59:12,456 WARN exited: web (terminated by SIGKILL; not expected)\n";
    private static final String SPAWNED_98 = "2026-11-20 23:59:12,460 INFO spawned: 'web' with pid 98\n";
    private static final String EXITED = "2026-11-21 00:00:00,000 WARN exited: web (exit status 7; not expected)\n";
    private static final String OTHERS = "2026-11-20 23:59:12,457 INFO success: web entered RUNNING state\nnonsense\n"
            + "2026-11-20 23:59:12,458 INFO spawned: 'other' with pid 72\n"
            + "2026-11-20 23:59:12,459 WARN exited: other (exit status 1; not expected)\n";

    @Test
    void should_find_a_run_by_its_spawn_line() {
        assertThat(find(SPAWNED_71 + OTHERS + KILLED + SPAWNED_98, 71, 98))
                .contains(new ExitRecord("terminated by SIGKILL", Optional.of(Duration.ofMillis(11_333))));
        assertThat(find(SPAWNED_71 + KILLED + SPAWNED_98 + EXITED, 71, 0).map(ExitRecord::ending))
                .contains("terminated by SIGKILL");
    }

    /** The process started days ago, and its spawn line has left the log. */
    @Test
    void should_find_a_run_by_the_next_spawn_line() {
        assertThat(find(OTHERS + KILLED + OTHERS + SPAWNED_98, 71, 98))
                .contains(new ExitRecord("terminated by SIGKILL", Optional.empty()));
        assertThat(find(OTHERS + KILLED + OTHERS, 71, 0))
                .map(ExitRecord::ending)
                .contains("terminated by SIGKILL");
    }

    /** A process with the same name in another group has exited, too. */
    @Test
    void should_not_guess_between_two() {
        assertThat(find(KILLED + EXITED + SPAWNED_98, 71, 98)).isEmpty();
        assertThat(find(KILLED + EXITED, 71, 0)).isEmpty();
    }

    @Test
    void should_find_nothing_in_an_unrelated_log() {
        assertThat(find(OTHERS, 71, 98)).isEmpty();
        assertThat(find(KILLED, 71, 98)).isEmpty();
        assertThat(find(SPAWNED_71, 71, 0)).isEmpty();
        assertThat(find("", 71, 0)).isEmpty();
    }

    private static Optional<ExitRecord> find(String log, int pid, int next) {
        return ExitRecord.find(log.lines().toList(), "web", pid, next);
    }
}
