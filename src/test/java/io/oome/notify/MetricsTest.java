package io.oome.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.MetricsReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {

    private static final String HOSTILE = "we\"b\\\n\u001b[31m\u202e{x=\"y\"} 1 # é🦖" + "z".repeat(1000);

    private final Metrics metrics = new Metrics();

    private String text(boolean open) {
        return new String(metrics.text(open), StandardCharsets.UTF_8);
    }

    private List<String> samples() {
        return text(false).lines().filter(it -> !it.startsWith("#")).toList();
    }

    @Test
    void should_count_each_set_of_labels() {
        Labelled restarts = metrics.counter("restarts_total", "Restarts.", "result");
        restarts.begin("web", "front", "restarted");
        restarts.begin("api", "api", "restarted");
        restarts.increase("web", "front", "restarted");
        restarts.increase("web", "front", "restarted");
        restarts.increase("web", "front", "failed");
        restarts.begin("web", "front", "restarted");
        assertThat(samples())
                .containsExactly(
                        "restarts_total{name=\"web\",group=\"front\",result=\"restarted\"} 2",
                        "restarts_total{name=\"api\",group=\"api\",result=\"restarted\"} 0",
                        "restarts_total{name=\"web\",group=\"front\",result=\"failed\"} 1");
    }

    @Test
    void should_forget_a_process_that_is_gone_and_nothing_of_the_program_itself() {
        metrics.gauge("exhausted", "Exhausted.").set(1, "web", "web");
        metrics.gauge("unarmed", "Unarmed.").set(1, "api", "web");
        metrics.gaugeOfOurs("last_scan", "Last scan.").set(1.5);
        metrics.retain(Set.of(Metrics.key("web", "web")));
        assertThat(samples()).containsExactly("exhausted{name=\"web\",group=\"web\"} 1", "last_scan 1.5");
    }

    @Test
    void should_forget_the_oldest_of_more_than_there_can_be() {
        Labelled exits = metrics.counter("exits_total", "Exits.");
        for (int i = 0; i < 10_001; i++) {
            exits.increase("web" + i, "web");
        }
        assertThat(samples()).hasSize(10_000).noneMatch(it -> it.contains("\"web0\""));
    }

    @Test
    void should_leave_out_what_is_not_known() {
        metrics.counter("oom_kills_total", "Kills.", OptionalLong::empty);
        assertThat(text(false)).isEmpty();
    }

    @Test
    void should_sort_durations_into_buckets() {
        Durations detection = metrics.durations("detection_seconds", "Detection.", 0.1, 1);
        detection.add(Duration.ofMillis(100));
        detection.add(Duration.ofMillis(500));
        detection.add(Duration.ofSeconds(60));
        detection.add(Duration.ofSeconds(-1));
        assertThat(samples())
                .containsExactly(
                        "detection_seconds_bucket{le=\"0.1\"} 2",
                        "detection_seconds_bucket{le=\"1.0\"} 3",
                        "detection_seconds_bucket{le=\"+Inf\"} 4",
                        "detection_seconds_sum 60.6",
                        "detection_seconds_count 4");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void should_be_read_by_the_official_parser_whatever_a_process_is_called(boolean open) {
        metrics.counter("restarts_total", "Restarts.").increase(HOSTILE, "");
        metrics.gauge("last_restart_timestamp_seconds", "When.").set(1763767445.123, "web", "web");
        metrics.durations("detection_seconds", "Detection.", 0.1, 1).add(Duration.ofMillis(7));
        metrics.durations("scan_duration_seconds", "Scans.").add(Duration.ofMillis(7));
        metrics.counter("oom_kills_total", "Kills.", () -> OptionalLong.of(3));

        String name = Metrics.key(HOSTILE).get(0);
        assertThat(name).doesNotContain("\n", "\u001b", "\u202e").hasSizeLessThan(300);
        UnaryOperator<String> quoted = it -> it.replace("\\", "\\\\").replace("\"", "\\\"");
        assertThat(MetricsReader.read(text(open), open))
                .containsEntry("restarts_total{group=\"\",name=\"" + quoted.apply(name) + "\"}", 1.0)
                .containsEntry("last_restart_timestamp_seconds{group=\"web\",name=\"web\"}", 1763767445.123)
                .containsEntry("detection_seconds_bucket{le=\"+Inf\"}", 1.0)
                .containsEntry("scan_duration_seconds_sum", 0.007)
                .containsEntry("oom_kills_total", 3.0);
    }
}
