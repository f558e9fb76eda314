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

/** Rules that the table must obey, whatever its cells. */
class MoveTableTest {

    private static final Instant START = Instant.ofEpochSecond(1000);

    /** The move in the run that the restart began with. */
    private static Move same(Step step, ProcessState state) {
        return move(step, state, lives(state) ? 71 : 0, START);
    }

    /** The move in a later run. */
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
    void should_have_a_move_for_every_situation(Step step) {
        for (ProcessState state : ProcessState.values()) {
            assertThat(same(step, state)).isNotNull();
            assertThat(later(step, state)).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_stop_only_the_run_that_the_restart_began_with(Step step) {
        for (ProcessState state : ProcessState.values()) {
            assertThat(same(step, state) == Move.STOP).isEqualTo(state == ProcessState.RUNNING);
            assertThat(later(step, state)).isNotEqualTo(Move.STOP);
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_start_nothing_once_a_later_run_has_begun(Step step) {
        for (ProcessState state : ProcessState.values()) {
            assertThat(later(step, state)).isNotEqualTo(Move.START);
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_start_a_process_that_ended_by_itself_before_or_after_the_stop(Step step) {
        assertThat(same(step, ProcessState.EXITED)).isEqualTo(Move.START);
        assertThat(same(step, ProcessState.FATAL)).isEqualTo(Move.START);
    }

    @Test
    void should_start_a_stopped_process_only_if_the_monitor_stopped_it() {
        assertThat(same(Step.CLAIMED, ProcessState.STOPPED)).isEqualTo(Move.OVERRULED);
        assertThat(same(Step.STOP, ProcessState.STOPPED)).isEqualTo(Move.START);
        assertThat(same(Step.START, ProcessState.STOPPED)).isEqualTo(Move.START);
    }

    /** Fault 6: {@code start} does not reveal an operator's start and stop within the second of the failed start. */
    @Test
    void should_give_way_to_an_operator_who_stops_it_after_a_failed_start() {
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
    void should_wait_while_a_process_changes_its_state(Step step) {
        for (ProcessState state : EnumSet.of(ProcessState.STARTING, ProcessState.STOPPING)) {
            assertThat(same(step, state)).isEqualTo(Move.WAIT);
            assertThat(later(step, state)).isEqualTo(Move.WAIT);
        }
    }

    @Test
    void should_call_it_restarted_only_if_it_runs_and_the_monitor_started_it() {
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
    void should_leave_a_run_to_whoever_started_it(Step step) {
        for (ProcessState state : EnumSet.of(ProcessState.RUNNING, ProcessState.EXITED)) {
            assertThat(later(step, state)).isEqualTo(Move.SUPERSEDED);
        }
    }

    /** Who started it can't be known; but the monitor stopped it. */
    @Test
    void should_retry_the_start_of_somebody_else_only_if_the_monitor_stopped_the_process() {
        for (ProcessState state : EnumSet.of(ProcessState.FATAL, ProcessState.BACKOFF)) {
            assertThat(later(Step.CLAIMED, state)).isEqualTo(Move.SUPERSEDED);
            assertThat(later(Step.STOP, state)).isEqualTo(Move.FAILED);
        }
    }

    @Test
    void should_tell_how_its_start_ended() {
        assertThat(later(Step.START, ProcessState.RUNNING)).isEqualTo(Move.RESTARTED);
        assertThat(later(Step.START, ProcessState.EXITED)).isEqualTo(Move.EXITED);
        assertThat(later(Step.START, ProcessState.FATAL)).isEqualTo(Move.FAILED);
        assertThat(later(Step.START, ProcessState.BACKOFF)).isEqualTo(Move.FAILED);
    }

    @ParameterizedTest
    @EnumSource
    void should_fail_when_supervisord_does_not_know_the_state(Step step) {
        assertThat(same(step, ProcessState.UNKNOWN)).isEqualTo(Move.UNKNOWN);
        assertThat(later(step, ProcessState.UNKNOWN)).isEqualTo(Move.UNKNOWN);
    }

    /** The process then has no pid, and a start of 0. */
    @Test
    void should_resume_after_a_restart_of_supervisord() {
        assertThat(move(Step.STOP, ProcessState.STOPPED, 0, Instant.EPOCH)).isEqualTo(Move.START);
        assertThat(move(Step.CLAIMED, ProcessState.STOPPED, 0, Instant.EPOCH)).isEqualTo(Move.OVERRULED);
        assertThat(move(Step.STOP, ProcessState.RUNNING, 98, START.plusSeconds(9)))
                .isEqualTo(Move.SUPERSEDED);
    }
}
