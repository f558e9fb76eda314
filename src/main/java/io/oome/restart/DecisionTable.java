package io.oome.restart;

import static io.oome.restart.Decision.DELETE_STALE;
import static io.oome.restart.Decision.DROP_CLAIM;
import static io.oome.restart.Decision.LEAVE;
import static io.oome.restart.Decision.NOTHING;
import static io.oome.restart.Decision.REPORT;
import static io.oome.restart.Decision.RESTART;
import static io.oome.restart.Decision.RESUME_RESTART;
import static io.oome.restart.Decision.RESUME_START;
import static io.oome.restart.Decision.SKIP;
import static io.oome.restart.Decision.START;
import static io.oome.restart.Decision.WAIT;

import io.oome.supervisor.ProcessState;

/** state × evidence → decision: all of it, and nowhere else. */
public final class DecisionTable {

    // spotless:off
    private static final Decision[][] TABLE = {
        //            NONE     FRESH    STALE         NOT_MEANT REFUSED UNSEEN  NO_PATH  CLAIM_SAME_RUN  CLAIM_LATER_RUN
        // CLAIM_HELD
        /* STOPPED  */ {NOTHING, LEAVE, DELETE_STALE, NOTHING, REPORT, REPORT, NOTHING, RESUME_START, RESUME_START, SKIP
        },
        /* STARTING */ {NOTHING, WAIT, WAIT, NOTHING, REPORT, REPORT, WAIT, WAIT, WAIT, SKIP},
        /* RUNNING  */ {
            NOTHING, RESTART, DELETE_STALE, NOTHING, REPORT, REPORT, REPORT, RESUME_RESTART, DROP_CLAIM, SKIP
        },
        /* BACKOFF  */ {NOTHING, WAIT, WAIT, NOTHING, REPORT, REPORT, WAIT, WAIT, WAIT, SKIP},
        /* STOPPING */ {NOTHING, WAIT, WAIT, NOTHING, REPORT, REPORT, WAIT, WAIT, WAIT, SKIP},
        /* EXITED   */ {NOTHING, START, DELETE_STALE, NOTHING, REPORT, REPORT, NOTHING, RESUME_START, RESUME_START, SKIP
        },
        /* FATAL    */ {NOTHING, START, DELETE_STALE, NOTHING, REPORT, REPORT, NOTHING, RESUME_START, RESUME_START, SKIP
        },
        /* UNKNOWN  */ {REPORT, REPORT, REPORT, REPORT, REPORT, REPORT, REPORT, REPORT, REPORT, SKIP},
    };
    // spotless:on

    private DecisionTable() {}

    public static Decision decide(ProcessState state, Evidence evidence) {
        return TABLE[state.ordinal()][evidence.ordinal()];
    }
}
