package io.oome.restart;

/** {@code --max-restarts-action}: what is done where restarting does not help. */
public enum MaxRestartsAction {
    /** The process is left as it is, and reported. */
    NONE,
    /** supervisord is shut down, so that whoever runs the container starts it afresh. */
    SHUTDOWN
}
