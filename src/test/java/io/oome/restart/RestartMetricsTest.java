package io.oome.restart;

import static io.oome.restart.Cases.AFTER;
import static io.oome.restart.Cases.BEFORE;
import static io.oome.restart.Cases.NOW;
import static io.oome.restart.Cases.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.oome.journal.Restart.Origin;
import io.oome.journal.Restart.Step;
import io.oome.notify.Metrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RestartMetricsTest {

    private final Metrics all = new Metrics();
    private final RestartMetrics metrics = new RestartMetrics(all, () -> OptionalLong.of(3));

    private List<String> samples() {
        return new String(all.text(false), StandardCharsets.UTF_8)
                .lines()
                .filter(it -> !it.startsWith("#"))
                .toList();
    }

    private void scanned(Finding... findings) {
        metrics.scanned(new ScanResult(List.of(findings), List.of(), Optional.empty()), Duration.ofMillis(7), NOW);
    }

    private void ended(Outcome outcome) {
        metrics.ended(
                new RestartReport(
                        of("front:web").flagged(AFTER).finding(),
                        outcome,
                        0,
                        Optional.of(Duration.ofMillis(60)),
                        Optional.empty()),
                NOW);
    }

    private static String line(String metric, String more, String value) {
        return metric + "{name=\"web\",group=\"front\"" + more + "} " + value;
    }

    @Test
    void should_begin_with_0_for_what_may_be_restarted() {
        scanned(of("front:web").finding());
        assertThat(samples())
                .contains(
                        line("oome_monitor_restarts_total", ",rule=\"OOME_FILE\",result=\"restarted\"", "0"),
                        line("oome_monitor_exhausted", "", "0"),
                        "oome_monitor_last_scan_timestamp_seconds " + NOW.getEpochSecond(),
                        "oome_monitor_scan_duration_seconds_sum 0.007",
                        "oome_monitor_scan_duration_seconds_count 1",
                        "oome_monitor_cgroup_oom_kills_total 3");
    }

    @Test
    void should_count_restarts_by_their_results() {
        ended(new Outcome.Restarted(98, List.of()));
        ended(new Outcome.Restarted(99, List.of()));
        ended(new Outcome.Failed("x"));
        assertThat(samples())
                .contains(
                        line("oome_monitor_restarts_total", ",rule=\"OOME_FILE\",result=\"restarted\"", "2"),
                        line("oome_monitor_restarts_total", ",rule=\"OOME_FILE\",result=\"failed\"", "1"),
                        line("oome_monitor_last_restart_timestamp_seconds", "", "" + NOW.getEpochSecond()),
                        "oome_monitor_detection_seconds_bucket{le=\"0.05\"} 0",
                        "oome_monitor_detection_seconds_bucket{le=\"0.1\"} 3",
                        "oome_monitor_detection_seconds_count 3");
    }

    @Test
    void should_know_of_the_restarts_of_monitors_before_it() {
        scanned(of("front:web").restartedAt(BEFORE, AFTER).finding());
        assertThat(samples())
                .contains(line("oome_monitor_last_restart_timestamp_seconds", "", "" + AFTER.getEpochSecond()));
    }

    @Test
    void should_tell_what_is_out_of_its_budget() {
        Cases flagged = of("front:web").flagged(AFTER).restartedAt(BEFORE, BEFORE);
        scanned(Cases.classify(new Budget(2, Duration.ofMinutes(10)), flagged).get(0));
        assertThat(samples()).contains(line("oome_monitor_exhausted", "", "1"));
    }

    @Test
    void should_leave_as_it_is_what_is_being_restarted_and_forget_what_is_gone() {
        Cases flagged = of("front:web").flagged(AFTER).restartedAt(BEFORE, BEFORE);
        scanned(Cases.classify(new Budget(2, Duration.ofMinutes(10)), flagged).get(0));
        scanned(of("front:web")
                .unfinished(Cases.restart(Step.STOP, new Origin(71, Cases.START, 4711)))
                .held()
                .finding());
        assertThat(samples()).contains(line("oome_monitor_exhausted", "", "1"));
        scanned(of("api").finding());
        assertThat(samples()).noneMatch(it -> it.contains("\"web\""));
    }
}
