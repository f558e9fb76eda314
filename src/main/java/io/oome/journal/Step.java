package io.oome.journal;

/** How far a restart has got. Each is written before what it stands for is asked of supervisord. */
public enum Step {
    /** The flag is acted on; nothing was asked yet. */
    CLAIMED,
    /** supervisord is asked to stop the process: that it is down is our doing from here on. */
    STOP,
    /** supervisord is asked to start it. */
    START
}
