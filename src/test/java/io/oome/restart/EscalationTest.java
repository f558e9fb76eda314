package io.oome.restart;

import static io.oome.restart.Cases.AFTER;
import static io.oome.restart.Cases.NOW;
import static io.oome.restart.Cases.of;
import static io.oome.restart.Cases.restart;
import static org.assertj.core.api.Assertions.assertThat;

import io.oome.journal.Restart.Origin;
import io.oome.journal.Restart.Step;
import io.oome.supervisor.ProcessState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EscalationTest {

    private static final Budget ONCE = new Budget(1, Duration.ofMinutes(10));
    private static final Origin BEFORE_IT = new Origin(0, Cases.START, 0);

    private static Optional<Escalation> escalation(Cases... cases) {
        return Escalation.of(Cases.classify(ONCE, cases), () -> Cases.BEFORE);
    }

    private static Cases outOfBudget() {
        return of("web").flagged(AFTER).restartedAt(NOW.minusSeconds(20));
    }

    @Test
    void should_escalate_a_process_that_is_over_its_budget() {
        Escalation escalation = escalation(of("api"), outOfBudget()).orElseThrow();
        assertThat(escalation.headline()).isEqualTo("web ran out of memory again");
        assertThat(escalation.reason())
                .startsWith("OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE), 12 s old")
                .contains("--max-restarts: 1 in 10 min");
        assertThat(escalation.restarts()).containsExactly(NOW.minusSeconds(20));
    }

    @Test
    void should_escalate_a_process_that_is_FATAL_after_its_restart() {
        Escalation escalation = escalation(of("web")
                        .is(ProcessState.FATAL)
                        .unfinished(restart(Step.START, BEFORE_IT).failed(BEFORE_IT)))
                .orElseThrow();
        assertThat(escalation.headline()).isEqualTo("web is FATAL after its restart");
    }

    @Test
    void should_not_escalate_a_failure_under_an_earlier_supervisord() {
        Cases fatal = of("web")
                .is(ProcessState.FATAL)
                .unfinished(restart(Step.START, BEFORE_IT).failed(BEFORE_IT));
        assertThat(Escalation.of(Cases.classify(fatal), () -> AFTER.plusSeconds(1)))
                .isEmpty();
    }

    @Test
    void should_not_escalate_a_process_that_an_operator_stopped() {
        assertThat(escalation(outOfBudget().is(ProcessState.STOPPED))).isEmpty();
    }

    @Test
    void should_not_escalate_a_process_that_is_FATAL_without_a_restart() {
        assertThat(escalation(of("web").is(ProcessState.FATAL))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ProcessState.class,
            names = {"BACKOFF", "STARTING"})
    void should_wait_while_supervisord_retries(ProcessState state) {
        assertThat(escalation(of("web")
                        .is(state)
                        .unfinished(restart(Step.START, BEFORE_IT).failed(BEFORE_IT))))
                .isEmpty();
    }

    @Test
    void should_not_escalate_a_first_OutOfMemoryError() {
        assertThat(escalation(of("web").flagged(AFTER))).isEmpty();
    }
}
