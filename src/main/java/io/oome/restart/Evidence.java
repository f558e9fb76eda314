package io.oome.restart;

/** What speaks for and against a restart: the columns of {@link DecisionTable}. */
public enum Evidence {
    /** No flag. */
    NONE,
    /** A flag of the present, or last, run, which nobody has acted on. */
    FRESH,
    /** Fresh, and the process was restarted too often of late. */
    OVER_BUDGET,
    /** A flag of ours that is older than the run, or was acted on: it is over. */
    STALE,
    /** The same, and not ours to delete. */
    STALE_KEPT,
    /** The same, of a JVM that ends at an OutOfMemoryError: supervisord has started it again. */
    ENDED_ITSELF,
    /** A flag that is meant for another process, or a process that is never acted on. */
    NOT_MEANT,
    /** Something that may not be taken for a flag. */
    REFUSED,
    /** We know where the flag would be, and can't look. */
    UNSEEN,
    /** No flag where it would be by custom; but where it is, the process could not be asked. */
    GUESS,
    /** We can't find out where the flag would be. */
    NO_PATH,
    /** A restart that was begun, and nobody is at it. */
    UNFINISHED,
    /** The same, and its start has failed: it is tried again later. */
    BACKING_OFF,
    /** A restart that somebody is at. */
    UNDER_WAY,
    /** It was restarted, and something of the run before still lives. */
    SURVIVED
}
