package io.oome.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.supervisor.ProcessState;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules that the table must obey, whatever its cells. */
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
    void should_decide_for_all_evidence(ProcessState state) {
        assertThat(Evidence.values())
                .allSatisfy(it -> assertThat(decide(state, it)).isNotNull());
    }

    @ParameterizedTest
    @EnumSource
    void should_restart_only_a_running_process_and_only_for_a_fresh_flag(ProcessState state) {
        Set<Evidence> fresh = EnumSet.of(Evidence.FRESH);
        assertThat(evidenceFor(state, Decision.RESTART))
                .isEqualTo(state == ProcessState.RUNNING ? fresh : EnumSet.noneOf(Evidence.class));
    }

    @ParameterizedTest
    @EnumSource
    void should_start_only_a_process_that_ended_by_itself_and_only_for_a_fresh_flag(ProcessState state) {
        boolean ended = state == ProcessState.EXITED || state == ProcessState.FATAL;
        assertThat(evidenceFor(state, Decision.START))
                .isEqualTo(ended ? EnumSet.of(Evidence.FRESH) : EnumSet.noneOf(Evidence.class));
    }

    @ParameterizedTest
    @EnumSource
    void should_resume_only_a_restart_that_was_begun(ProcessState state) {
        assertThat(EnumSet.of(Evidence.UNFINISHED, Evidence.BACKING_OFF))
                .containsAll(evidenceFor(state, Decision.RESUME));
    }

    @Test
    void should_never_start_a_process_that_an_operator_stopped() {
        for (Evidence evidence : Evidence.values()) {
            boolean ours = evidence == Evidence.UNFINISHED;
            assertThat(decide(ProcessState.STOPPED, evidence).isRestart())
                    .as("%s", evidence)
                    .isEqualTo(ours);
        }
    }

    @Test
    void should_say_that_it_leaves_a_process_stopped() {
        assertThat(evidenceFor(ProcessState.STOPPED, Decision.LEAVE))
                .containsExactlyInAnyOrder(Evidence.FRESH, Evidence.OVER_BUDGET);
    }

    @ParameterizedTest
    @EnumSource
    void should_never_touch_a_process_that_is_not_meant_or_under_way(ProcessState state) {
        assertThat(decide(state, Evidence.UNDER_WAY)).isEqualTo(Decision.NOTHING);
        assertThat(decide(state, Evidence.NOT_MEANT)).isIn(Decision.NOTHING, Decision.REPORT);
        assertThat(decide(state, Evidence.NONE)).isIn(Decision.NOTHING, Decision.REPORT);
    }

    @ParameterizedTest
    @EnumSource
    void should_never_act_on_untrusted_or_unknown_flags(ProcessState state) {
        for (Evidence unsure : EnumSet.of(
                Evidence.REFUSED, Evidence.UNSEEN, Evidence.NO_PATH, Evidence.OVER_BUDGET, Evidence.SURVIVED)) {
            assertThat(decide(state, unsure).isRestart()).isFalse();
            assertThat(decide(state, unsure)).isNotEqualTo(Decision.DELETE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_report_a_refused_flag_in_every_state(ProcessState state) {
        assertThat(decide(state, Evidence.REFUSED)).isEqualTo(Decision.REPORT);
        assertThat(decide(state, Evidence.UNSEEN)).isEqualTo(Decision.REPORT);
        assertThat(decide(state, Evidence.SURVIVED)).isEqualTo(Decision.REPORT);
    }

    @ParameterizedTest
    @EnumSource
    void should_delete_only_a_stale_flag_that_it_may_delete(ProcessState state) {
        assertThat(EnumSet.of(Evidence.STALE)).containsAll(evidenceFor(state, Decision.DELETE));
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTING", "BACKOFF", "STOPPING"})
    void should_wait_while_a_process_changes_its_state(ProcessState state) {
        for (Evidence flagged : EnumSet.of(Evidence.FRESH, Evidence.OVER_BUDGET, Evidence.STALE, Evidence.STALE_KEPT)) {
            assertThat(decide(state, flagged)).isEqualTo(Decision.WAIT);
        }
    }

    /** supervisord itself retries a process in BACKOFF. */
    @Test
    void should_leave_a_failed_start_to_supervisord_while_it_retries() {
        for (Evidence evidence : Evidence.values()) {
            assertThat(decide(ProcessState.BACKOFF, evidence).isRestart()).isFalse();
        }
    }

    @Test
    void should_always_report_the_state_unknown_unless_a_restart_is_under_way() {
        for (Evidence evidence : Evidence.values()) {
            Decision expected = evidence == Evidence.UNDER_WAY ? Decision.NOTHING : Decision.REPORT;
            assertThat(decide(ProcessState.UNKNOWN, evidence)).isEqualTo(expected);
        }
    }

    @Test
    void should_treat_exited_and_fatal_alike() {
        for (Evidence evidence : Evidence.values()) {
            assertThat(decide(ProcessState.EXITED, evidence)).isEqualTo(decide(ProcessState.FATAL, evidence));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RUNNING", "EXITED", "FATAL"})
    void should_not_be_silent_about_a_pending_out_of_memory_error(ProcessState state) {
        for (Evidence pending : EnumSet.of(
                Evidence.FRESH, Evidence.OVER_BUDGET, Evidence.UNFINISHED, Evidence.BACKING_OFF, Evidence.REFUSED)) {
            assertThat(decide(state, pending)).isNotEqualTo(Decision.NOTHING);
        }
    }
}
