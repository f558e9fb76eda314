package io.oome.restart;

/** What speaks for and against a restart: the columns of {@link DecisionTable}. */
public enum Evidence {
    /** No flag. */
    NONE,
    /** A flag of the present run, or of the last one, that no monitor has acted on. */
    FRESH,
    /** Fresh, but the process has used up its restart budget. */
    OVER_BUDGET,
    /** A flag that is older than the run or was acted on, and that the monitor may delete. */
    STALE,
    /** The same, but the monitor may not delete it. */
    STALE_KEPT,
    /** A stale flag of a JVM that exits on OutOfMemoryError: supervisord, or its wrapper, started it again. */
    ENDED_ITSELF,
    /** A flag meant for another process, or a process that is never restarted. */
    NOT_MEANT,
    /** A file that can't be trusted as a flag. */
    REFUSED,
    /** The flag's path is known, but can't be examined. */
    UNSEEN,
    /** No flag at the default path, and what the process itself says could not be read. */
    GUESS,
    /** The flag's path can't be found out. */
    NO_PATH,
    /** A restart that was begun, and no live monitor is advancing it. */
    UNFINISHED,
    /** The same, and its start failed: a later scan retries it. */
    BACKING_OFF,
    /** A restart that a live monitor is advancing. */
    UNDER_WAY,
    /** It was restarted, but a process of its previous run is still alive. */
    SURVIVED
}
