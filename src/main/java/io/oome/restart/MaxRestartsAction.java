package io.oome.restart;

/** {@code --max-restarts-action}: what to do where restarting does not help. */
public enum MaxRestartsAction {
    /** Leave the process as it is, and report it. */
    NONE,
    /** Shut supervisord down, so that the orchestrator starts the container afresh. */
    SHUTDOWN
}
