package io.oome.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.supervisor.ProcessState;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every cell, as an operator would put it into words; written apart from the table, from DESIGN.md. */
class DecisionTableTest {

    private static final String CELLS =
            """
            STOPPED   NONE             NOTHING
            STOPPED   FRESH            LEAVE
            STOPPED   STALE            DELETE_STALE
            STOPPED   NOT_MEANT        NOTHING
            STOPPED   REFUSED          REPORT
            STOPPED   UNSEEN           REPORT
            STOPPED   NO_PATH          NOTHING
            STOPPED   CLAIM_SAME_RUN   RESUME_START
            STOPPED   CLAIM_LATER_RUN  RESUME_START
            STOPPED   CLAIM_HELD       SKIP
            STARTING  NONE             NOTHING
            STARTING  FRESH            WAIT
            STARTING  STALE            WAIT
            STARTING  NOT_MEANT        NOTHING
            STARTING  REFUSED          REPORT
            STARTING  UNSEEN           REPORT
            STARTING  NO_PATH          WAIT
            STARTING  CLAIM_SAME_RUN   WAIT
            STARTING  CLAIM_LATER_RUN  WAIT
            STARTING  CLAIM_HELD       SKIP
            RUNNING   NONE             NOTHING
            RUNNING   FRESH            RESTART
            RUNNING   STALE            DELETE_STALE
            RUNNING   NOT_MEANT        NOTHING
            RUNNING   REFUSED          REPORT
            RUNNING   UNSEEN           REPORT
            RUNNING   NO_PATH          REPORT
            RUNNING   CLAIM_SAME_RUN   RESUME_RESTART
            RUNNING   CLAIM_LATER_RUN  DROP_CLAIM
            RUNNING   CLAIM_HELD       SKIP
            BACKOFF   NONE             NOTHING
            BACKOFF   FRESH            WAIT
            BACKOFF   STALE            WAIT
            BACKOFF   NOT_MEANT        NOTHING
            BACKOFF   REFUSED          REPORT
            BACKOFF   UNSEEN           REPORT
            BACKOFF   NO_PATH          WAIT
            BACKOFF   CLAIM_SAME_RUN   WAIT
            BACKOFF   CLAIM_LATER_RUN  WAIT
            BACKOFF   CLAIM_HELD       SKIP
            STOPPING  NONE             NOTHING
            STOPPING  FRESH            WAIT
            STOPPING  STALE            WAIT
            STOPPING  NOT_MEANT        NOTHING
            STOPPING  REFUSED          REPORT
            STOPPING  UNSEEN           REPORT
            STOPPING  NO_PATH          WAIT
            STOPPING  CLAIM_SAME_RUN   WAIT
            STOPPING  CLAIM_LATER_RUN  WAIT
            STOPPING  CLAIM_HELD       SKIP
            EXITED    NONE             NOTHING
            EXITED    FRESH            START
            EXITED    STALE            DELETE_STALE
            EXITED    NOT_MEANT        NOTHING
            EXITED    REFUSED          REPORT
            EXITED    UNSEEN           REPORT
            EXITED    NO_PATH          NOTHING
            EXITED    CLAIM_SAME_RUN   RESUME_START
            EXITED    CLAIM_LATER_RUN  RESUME_START
            EXITED    CLAIM_HELD       SKIP
            FATAL     NONE             NOTHING
            FATAL     FRESH            START
            FATAL     STALE            DELETE_STALE
            FATAL     NOT_MEANT        NOTHING
            FATAL     REFUSED          REPORT
            FATAL     UNSEEN           REPORT
            FATAL     NO_PATH          NOTHING
            FATAL     CLAIM_SAME_RUN   RESUME_START
            FATAL     CLAIM_LATER_RUN  RESUME_START
            FATAL     CLAIM_HELD       SKIP
            UNKNOWN   NONE             REPORT
            UNKNOWN   FRESH            REPORT
            UNKNOWN   STALE            REPORT
            UNKNOWN   NOT_MEANT        REPORT
            UNKNOWN   REFUSED          REPORT
            UNKNOWN   UNSEEN           REPORT
            UNKNOWN   NO_PATH          REPORT
            UNKNOWN   CLAIM_SAME_RUN   REPORT
            UNKNOWN   CLAIM_LATER_RUN  REPORT
            UNKNOWN   CLAIM_HELD       SKIP
            """;

    static Stream<Arguments> cells() {
        return CELLS.lines().map(line -> line.split(" +")).map(cell -> Arguments.of((Object[]) cell));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void should_decide(ProcessState state, Evidence evidence, Decision decision) {
        assertThat(DecisionTable.decide(state, evidence)).isEqualTo(decision);
    }

    @Test
    void should_have_every_cell_tested() {
        long distinct = CELLS.lines()
                .map(line -> Arrays.asList(line.split(" +")).subList(0, 2))
                .distinct()
                .count();
        assertThat(distinct).isEqualTo((long) ProcessState.values().length * Evidence.values().length);
    }

    @Test
    void should_never_act_on_a_process_that_is_on_its_way() {
        for (Evidence evidence : Evidence.values()) {
            for (ProcessState state : new ProcessState[] {
                ProcessState.STARTING, ProcessState.BACKOFF, ProcessState.STOPPING, ProcessState.UNKNOWN
            }) {
                assertThat(DecisionTable.decide(state, evidence).isRestart()).isFalse();
            }
        }
    }
}
