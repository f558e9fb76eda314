package io.oome.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.supervisor.ProcessState;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules that the table must keep, whatever its cells are. */
class DecisionTableTest {

    private static Decision decide(ProcessState state, Evidence evidence) {
        return DecisionTable.decide(state, evidence);
    }

    private static Set<Evidence> evidenceFor(ProcessState state, Decision decision) {
        Set<Evidence> found = EnumSet.noneOf(Evidence.class);
        for (Evidence evidence : Evidence.values()) {
            if (decide(state, evidence) == decision) {
                found.add(evidence);
            }
        }
        return found;
    }

    @ParameterizedTest
    @EnumSource
    void should_decide_on_everything(ProcessState state) {
        assertThat(Evidence.values())
                .allSatisfy(it -> assertThat(decide(state, it)).isNotNull());
    }

    @ParameterizedTest
    @EnumSource
    void should_restart_only_what_runs_and_only_for_a_fresh_flag(ProcessState state) {
        Set<Evidence> fresh = EnumSet.of(Evidence.FRESH);
        assertThat(evidenceFor(state, Decision.RESTART))
                .isEqualTo(state == ProcessState.RUNNING ? fresh : EnumSet.noneOf(Evidence.class));
    }

    @ParameterizedTest
    @EnumSource
    void should_start_only_what_has_ended_by_itself_and_only_for_a_fresh_flag(ProcessState state) {
        boolean ended = state == ProcessState.EXITED || state == ProcessState.FATAL;
        assertThat(evidenceFor(state, Decision.START))
                .isEqualTo(ended ? EnumSet.of(Evidence.FRESH) : EnumSet.noneOf(Evidence.class));
    }

    @ParameterizedTest
    @EnumSource
    void should_resume_nothing_but_a_restart_that_was_begun(ProcessState state) {
        assertThat(EnumSet.of(Evidence.UNFINISHED, Evidence.BACKING_OFF))
                .containsAll(evidenceFor(state, Decision.RESUME));
    }

    @Test
    void should_never_start_what_an_operator_has_stopped() {
        for (Evidence evidence : Evidence.values()) {
            boolean ours = evidence == Evidence.UNFINISHED;
            assertThat(decide(ProcessState.STOPPED, evidence).isRestart())
                    .as("%s", evidence)
                    .isEqualTo(ours);
        }
    }

    @Test
    void should_say_that_it_leaves_what_an_operator_has_stopped() {
        assertThat(evidenceFor(ProcessState.STOPPED, Decision.LEAVE))
                .containsExactlyInAnyOrder(Evidence.FRESH, Evidence.OVER_BUDGET);
    }

    @ParameterizedTest
    @EnumSource
    void should_never_touch_what_is_not_meant_or_under_way(ProcessState state) {
        assertThat(decide(state, Evidence.UNDER_WAY)).isEqualTo(Decision.NOTHING);
        assertThat(decide(state, Evidence.NOT_MEANT)).isIn(Decision.NOTHING, Decision.REPORT);
        assertThat(decide(state, Evidence.NONE)).isIn(Decision.NOTHING, Decision.REPORT);
    }

    @ParameterizedTest
    @EnumSource
    void should_never_act_on_what_it_may_not_trust_or_does_not_know(ProcessState state) {
        for (Evidence unsure : EnumSet.of(
                Evidence.REFUSED, Evidence.UNSEEN, Evidence.NO_PATH, Evidence.OVER_BUDGET, Evidence.SURVIVED)) {
            assertThat(decide(state, unsure).isRestart()).isFalse();
            assertThat(decide(state, unsure)).isNotEqualTo(Decision.DELETE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_report_in_every_state_what_may_not_be_taken_for_a_flag(ProcessState state) {
        assertThat(decide(state, Evidence.REFUSED)).isEqualTo(Decision.REPORT);
        assertThat(decide(state, Evidence.UNSEEN)).isEqualTo(Decision.REPORT);
        assertThat(decide(state, Evidence.SURVIVED)).isEqualTo(Decision.REPORT);
    }

    @ParameterizedTest
    @EnumSource
    void should_delete_only_a_flag_that_is_over_and_ours(ProcessState state) {
        assertThat(EnumSet.of(Evidence.STALE)).containsAll(evidenceFor(state, Decision.DELETE));
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTING", "BACKOFF", "STOPPING"})
    void should_wait_for_what_is_on_its_way_to_another_state(ProcessState state) {
        for (Evidence flagged : EnumSet.of(Evidence.FRESH, Evidence.OVER_BUDGET, Evidence.STALE, Evidence.STALE_KEPT)) {
            assertThat(decide(state, flagged)).isEqualTo(Decision.WAIT);
        }
    }

    /** supervisord goes on by itself with what is in BACKOFF. */
    @Test
    void should_leave_a_failed_start_to_supervisord_as_long_as_that_tries() {
        for (Evidence evidence : Evidence.values()) {
            assertThat(decide(ProcessState.BACKOFF, evidence).isRestart()).isFalse();
        }
    }

    @Test
    void should_always_report_what_is_unknown_to_supervisord_unless_somebody_is_at_it() {
        for (Evidence evidence : Evidence.values()) {
            Decision expected = evidence == Evidence.UNDER_WAY ? Decision.NOTHING : Decision.REPORT;
            assertThat(decide(ProcessState.UNKNOWN, evidence)).isEqualTo(expected);
        }
    }

    @Test
    void should_treat_alike_what_has_ended_by_itself() {
        for (Evidence evidence : Evidence.values()) {
            assertThat(decide(ProcessState.EXITED, evidence)).isEqualTo(decide(ProcessState.FATAL, evidence));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RUNNING", "EXITED", "FATAL"})
    void should_not_be_silent_about_an_out_of_memory_error_that_nobody_has_acted_on(ProcessState state) {
        for (Evidence pending : EnumSet.of(
                Evidence.FRESH, Evidence.OVER_BUDGET, Evidence.UNFINISHED, Evidence.BACKING_OFF, Evidence.REFUSED)) {
            assertThat(decide(state, pending)).isNotEqualTo(Decision.NOTHING);
        }
    }
}
