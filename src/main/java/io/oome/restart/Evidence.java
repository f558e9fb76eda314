package io.oome.restart;

/** What lies where the flag of a process is expected: the columns of {@link DecisionTable}. */
public enum Evidence {
    /** No flag. */
    NONE,
    /** A flag that is newer than the start of the process' present, or last, run. */
    FRESH,
    /** A flag that is older: the process was started again since. */
    STALE,
    /** A flag that is meant for another process which has the same path. */
    NOT_MEANT,
    /** Something that may not be taken for a flag. */
    REFUSED,
    /** We know where the flag would be, and can't look. */
    UNSEEN,
    /** We can't find out where the flag would be. */
    NO_PATH,
    /** A claim whose monitor died, and the process still is in the run that was claimed. */
    CLAIM_SAME_RUN,
    /** A claim whose monitor died, and the process is in a later run. */
    CLAIM_LATER_RUN,
    /** A claim that another, live monitor holds. */
    CLAIM_HELD
}
