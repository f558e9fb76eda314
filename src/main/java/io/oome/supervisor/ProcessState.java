package io.oome.supervisor;

/** The states of a supervised process, with supervisord's codes (states.py). */
public enum ProcessState {
    STOPPED(0),
    STARTING(10),
    RUNNING(20),
    BACKOFF(30),
    STOPPING(40),
    EXITED(100),
    FATAL(200),
    UNKNOWN(1000);

    private final int code;

    ProcessState(int code) {
        this.code = code;
    }

    /** Whether no process lives in this state, and supervisord does not start one by itself. */
    public boolean isDown() {
        return this == STOPPED || this == EXITED || this == FATAL;
    }

    /** An unknown code is UNKNOWN. */
    static ProcessState of(int code) {
        for (ProcessState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        return UNKNOWN;
    }
}
