package io.oome.command;

import static io.oome.command.Reports.NOW;
import static io.oome.command.Reports.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.oome.restart.Decision;
import io.oome.restart.Evidence;
import io.oome.restart.ScanResult;
import io.oome.supervisor.NamePattern;
import io.oome.supervisor.ProcessState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CheckTest {

    private static final Duration YOUNG = Duration.ofSeconds(59);
    private static final Duration OLD = Duration.ofSeconds(60);

    private final Check check = new Check(Duration.ofMinutes(1), NOW);

    private List<String> problems(Reports... processes) {
        return check.problems(new ScanResult(
                Stream.of(processes).map(it -> it.build(true).finding()).toList(), List.of(), Optional.empty()));
    }

    @Test
    void should_say_nothing_about_healthy_processes() {
        assertThat(problems(
                        of("web"),
                        of("stopped").is(ProcessState.STOPPED),
                        of("exited").is(ProcessState.EXITED),
                        of("young").flagged(YOUNG, Decision.RESTART),
                        of("operators").is(ProcessState.STOPPED).flagged(OLD, Decision.LEAVE)))
                .isEmpty();
    }

    @Test
    void should_name_unhealthy_processes_and_why() {
        assertThat(problems(
                        of("batch").fatal("Exited too quickly"),
                        of("web").flagged(OLD, Decision.RESTART),
                        of("often").found(Evidence.OVER_BUDGET, Decision.REPORT, "restarted too often")))
                .containsExactly(
                        "batch is FATAL: Exited too quickly",
                        "web: OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE), 60 s old; not acted on:"
                                + " does a listener, or --every, run, and does it watch this process?",
                        "often: restarted too often");
    }

    @Test
    void should_report_a_name_that_matches_no_process() {
        assertThat(check.problems(new ScanResult(List.of(), List.of(NamePattern.parse("wbe")), Optional.empty())))
                .containsExactly("-p wbe matches no supervised process");
    }
}
