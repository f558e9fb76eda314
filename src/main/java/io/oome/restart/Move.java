package io.oome.restart;

/** What comes next in a restart. */
enum Move {
    /** Look again. */
    WAIT,
    /** Ask supervisord to stop the process. */
    STOP,
    /** Ask supervisord to start it. */
    START,
    /** It runs: the end. */
    RESTARTED,
    /** It ran, and has ended by itself: the end. */
    EXITED,
    /** Somebody else has started it: the end. */
    SUPERSEDED,
    /** Somebody has stopped it, an operator's choice: the end. */
    OVERRULED,
    /** It does not start: a later scan tries again. */
    FAILED
}
