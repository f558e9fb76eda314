package io.oome.restart;

/** What triggers a scan. */
public enum Occasion {
    /** A tick, the start, or an operator. Pauses counted in scans count only these. */
    TICK,
    /** A change where a flag would be. Anyone who may write there decides how often. */
    FLAG
}
