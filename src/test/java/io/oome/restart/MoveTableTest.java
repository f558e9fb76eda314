package io.oome.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.journal.Restart.Origin;
import io.oome.journal.Restart.Step;
import io.oome.restart.MoveTable.Move;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import java.time.Instant;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules that the table must keep, whatever its cells are. */
class MoveTableTest {

    private static final Instant START = Instant.ofEpochSecond(1000);

    /** In the run that the restart began with. */
    private static Move same(Step step, ProcessState state) {
        return move(step, state, lives(state) ? 71 : 0, START);
    }

    /** In a run that began after it. */
    private static Move later(Step step, ProcessState state) {
        return move(step, state, lives(state) ? 98 : 0, START.plusSeconds(5));
    }

    private static boolean lives(ProcessState state) {
        return !state.isDown() && state != ProcessState.BACKOFF;
    }

    private static Move move(Step step, ProcessState state, int pid, Instant start) {
        ProcessInfo now = new ProcessInfo(Namespec.parse("web"), state, pid, start, Instant.EPOCH, 0, "");
        return MoveTable.next(Cases.restart(step, new Origin(71, START, 4711)), now);
    }

    @ParameterizedTest
    @EnumSource
    void should_know_a_move_for_every_situation(Step step) {
        for (ProcessState state : ProcessState.values()) {
            assertThat(same(step, state)).isNotNull();
            assertThat(later(step, state)).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_stop_the_run_that_the_restart_began_with_and_no_other(Step step) {
        for (ProcessState state : ProcessState.values()) {
            assertThat(same(step, state) == Move.STOP).isEqualTo(state == ProcessState.RUNNING);
            assertThat(later(step, state)).isNotEqualTo(Move.STOP);
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_start_nothing_after_a_later_run_has_begun(Step step) {
        for (ProcessState state : ProcessState.values()) {
            assertThat(later(step, state)).isNotEqualTo(Move.START);
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_start_what_has_ended_by_itself_before_or_after_our_stop(Step step) {
        assertThat(same(step, ProcessState.EXITED)).isEqualTo(Move.START);
        assertThat(same(step, ProcessState.FATAL)).isEqualTo(Move.START);
    }

    @Test
    void should_start_what_is_stopped_only_if_the_stop_was_ours() {
        assertThat(same(Step.CLAIMED, ProcessState.STOPPED)).isEqualTo(Move.OVERRULED);
        assertThat(same(Step.STOP, ProcessState.STOPPED)).isEqualTo(Move.START);
        assertThat(same(Step.START, ProcessState.STOPPED)).isEqualTo(Move.START);
    }

    /** Fault 6: who starts it and stops it within the second of our failed start can't be told by {@code start}. */
    @Test
    void should_give_way_to_an_operator_who_stops_it_after_our_start_has_failed() {
        assertThat(same(Step.FAILED, ProcessState.STOPPED)).isEqualTo(Move.OVERRULED);
    }

    /** Fault 6: stop during BACKOFF ended in RUNNING. */
    @ParameterizedTest
    @EnumSource
    void should_give_way_to_an_operator_who_stops_a_later_run(Step step) {
        assertThat(later(step, ProcessState.STOPPED)).isEqualTo(Move.OVERRULED);
    }

    @ParameterizedTest
    @EnumSource
    void should_wait_for_what_is_on_its_way(Step step) {
        for (ProcessState state : EnumSet.of(ProcessState.STARTING, ProcessState.STOPPING)) {
            assertThat(same(step, state)).isEqualTo(Move.WAIT);
            assertThat(later(step, state)).isEqualTo(Move.WAIT);
        }
    }

    @Test
    void should_call_it_restarted_only_if_it_runs_and_the_start_was_ours() {
        for (Step step : Step.values()) {
            for (ProcessState state : ProcessState.values()) {
                boolean ours = step.compareTo(Step.START) >= 0 && state == ProcessState.RUNNING;
                assertThat(later(step, state) == Move.RESTARTED).isEqualTo(ours);
                assertThat(same(step, state)).isNotEqualTo(Move.RESTARTED);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CLAIMED", "STOP"})
    void should_leave_a_run_to_whoever_has_started_it(Step step) {
        for (ProcessState state : EnumSet.of(ProcessState.RUNNING, ProcessState.EXITED)) {
            assertThat(later(step, state)).isEqualTo(Move.SUPERSEDED);
        }
    }

    /** Whose start it was, nobody can tell; that it was down before was our doing. */
    @Test
    void should_try_a_start_of_somebody_else_again_only_if_we_have_stopped_the_process() {
        for (ProcessState state : EnumSet.of(ProcessState.FATAL, ProcessState.BACKOFF)) {
            assertThat(later(Step.CLAIMED, state)).isEqualTo(Move.SUPERSEDED);
            assertThat(later(Step.STOP, state)).isEqualTo(Move.FAILED);
        }
    }

    @Test
    void should_tell_how_our_start_has_ended() {
        assertThat(later(Step.START, ProcessState.RUNNING)).isEqualTo(Move.RESTARTED);
        assertThat(later(Step.START, ProcessState.EXITED)).isEqualTo(Move.EXITED);
        assertThat(later(Step.START, ProcessState.FATAL)).isEqualTo(Move.FAILED);
        assertThat(later(Step.START, ProcessState.BACKOFF)).isEqualTo(Move.FAILED);
    }

    @ParameterizedTest
    @EnumSource
    void should_fail_where_supervisord_itself_does_not_know_the_state(Step step) {
        assertThat(same(step, ProcessState.UNKNOWN)).isEqualTo(Move.UNKNOWN);
        assertThat(later(step, ProcessState.UNKNOWN)).isEqualTo(Move.UNKNOWN);
    }

    /** It has no pid any more, and a start of 0. */
    @Test
    void should_go_on_after_supervisord_was_restarted_itself() {
        assertThat(move(Step.STOP, ProcessState.STOPPED, 0, Instant.EPOCH)).isEqualTo(Move.START);
        assertThat(move(Step.CLAIMED, ProcessState.STOPPED, 0, Instant.EPOCH)).isEqualTo(Move.OVERRULED);
        assertThat(move(Step.STOP, ProcessState.RUNNING, 98, START.plusSeconds(9)))
                .isEqualTo(Move.SUPERSEDED);
    }
}
