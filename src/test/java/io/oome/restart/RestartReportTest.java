package io.oome.restart;

import static io.oome.restart.Cases.AFTER;
import static io.oome.restart.Cases.START;
import static io.oome.restart.Cases.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.oome.journal.Restart.Origin;
import io.oome.journal.Restart.Step;
import io.oome.notify.Message;
import io.oome.supervisor.ProcessState;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator reads about a restart, word for word. */
class RestartReportTest {

    private static final String WHY = "OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE), 12 s old";

    private static String message(Outcome outcome) {
        return new RestartReport(of("web").flagged(AFTER).finding(), outcome, 2).message();
    }

    static Stream<Arguments> outcomes() {
        return Stream.of(
                Arguments.of(new Outcome.Restarted(98, List.of()), "web restarted: " + WHY + "; pid 71 → 98"),
                Arguments.of(
                        new Outcome.Restarted(98, List.of(80)),
                        "web restarted: " + WHY + "; pid 71 → 98; but pid 80 of its previous run is still alive:"
                                + " set stopasgroup=true and killasgroup=true in its section of supervisord.conf,"
                                + " and kill it by hand"),
                Arguments.of(new Outcome.Exited(3), "web restarted: " + WHY + "; it then exited by itself, status 3"),
                Arguments.of(
                        new Outcome.Superseded(98),
                        "web not restarted: " + WHY + "; somebody else started it meanwhile: it runs as pid 98"),
                Arguments.of(
                        new Outcome.Superseded(0),
                        "web not restarted: " + WHY + "; somebody else started it meanwhile: it is down again"),
                Arguments.of(
                        new Outcome.Overruled(), "web left stopped: " + WHY + "; an operator stopped it meanwhile"),
                Arguments.of(new Outcome.Removed(), "web not restarted: " + WHY + "; supervisord no longer has it"),
                Arguments.of(
                        new Outcome.LeftToAnother(),
                        "web not restarted: " + WHY + "; another monitor or an earlier scan is acting on it"),
                Arguments.of(
                        new Outcome.Starting(),
                        "web started: " + WHY + "; it was not RUNNING yet when the monitor exited"),
                Arguments.of(
                        new Outcome.Failed("it is FATAL after its start"),
                        "web NOT restarted (attempt 2): " + WHY
                                + "; it is FATAL after its start; a later scan tries again"),
                Arguments.of(
                        new Outcome.Interrupted("supervisord is shutting down"),
                        "web NOT restarted: " + WHY + "; supervisord is shutting down; a later scan resumes it"));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void should_say_what_was_done_and_why_in_one_line(Outcome outcome, String message) {
        assertThat(message(outcome)).isEqualTo(message);
    }

    @Test
    void should_say_that_it_started_a_process_that_was_down() {
        Finding down = of("workers:web").is(ProcessState.EXITED).flagged(AFTER).finding();
        assertThat(new RestartReport(down, new Outcome.Restarted(98, List.of()), 0).message())
                .isEqualTo("workers:web started: " + WHY + "; pid 98");
    }

    @Test
    void should_name_the_pid_that_a_dead_monitor_stopped() {
        Finding resumed = of("web")
                .is(ProcessState.STOPPED)
                .unfinished(Cases.restart(Step.STOP, new Origin(55, START, 1)))
                .finding();
        assertThat(new RestartReport(resumed, new Outcome.Restarted(98, List.of()), 0).message())
                .isEqualTo("web restarted: OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE);"
                        + " its restart is unfinished; pid 55 → 98");
    }

    @Test
    void should_be_good_only_if_nothing_is_left_to_do() {
        assertThat(new Outcome.Restarted(98, List.of()).isGood()).isTrue();
        assertThat(new Outcome.Overruled().isGood()).isTrue();
        assertThat(new Outcome.Starting().isGood()).isTrue();
        assertThat(new Outcome.Restarted(98, List.of(80)).isGood()).isFalse();
        assertThat(new Outcome.Failed("").isGood()).isFalse();
        assertThat(new Outcome.Interrupted("").isGood()).isFalse();
    }

    @Test
    void should_mail_the_same_line_and_all_facts() {
        Finding finding = of("web").flagged(AFTER).finding();
        Message mail = RestartNotice.of(new RestartReport(finding, new Outcome.Restarted(98, List.of()), 0));
        assertThat(mail.subject()).isEqualTo("web: restarted after an OutOfMemoryError");
        assertThat(mail.body())
                .startsWith("web restarted: " + WHY + "; pid 71 → 98\n")
                .contains("web:web", "/tmp/web.oome", "OOME_FILE", "12 s", "71");
        Message failure = RestartNotice.of(new RestartReport(finding, new Outcome.Failed("x"), 1));
        assertThat(failure.subject()).isEqualTo("web: NOT restarted after an OutOfMemoryError");
    }
}
