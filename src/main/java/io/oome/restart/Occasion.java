package io.oome.restart;

/** Why a scan is made. */
public enum Occasion {
    /** A tick, the start, or by hand: what is counted in scans is counted in these. */
    TICK,
    /** Something has happened where a flag would be. Whoever may write there decides how often. */
    FLAG
}
