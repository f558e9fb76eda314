package io.oome.restart;

/** What to do about a process, as {@link DecisionTable} decides. */
public enum Decision {
    NOTHING("nothing"),
    /** Stop the process, then start it. */
    RESTART("restart"),
    /** Start the process: it is down. */
    START("start"),
    /** Resume a restart that a monitor left unfinished. */
    RESUME("resume"),
    /** Delete the flag. */
    DELETE("delete flag"),
    /** Report once that it ended by itself, and record that in the journal. */
    NOTE("note"),
    /** The process is changing its state: look again at the next scan. */
    WAIT("wait"),
    /** An operator stopped it: leave it stopped. */
    LEAVE("leave stopped"),
    /** The operator must act. */
    REPORT("report");

    private final String label;

    Decision(String label) {
        this.label = label;
    }

    /** Lower is more urgent. */
    int urgency() {
        return switch (this) {
            case RESTART, START, RESUME -> 0;
            case REPORT -> 1;
            case LEAVE, WAIT -> 2;
            case DELETE, NOTE -> 3;
            case NOTHING -> 4;
        };
    }

    /** Whether it begins or resumes a restart. */
    public boolean isRestart() {
        return this == RESTART || this == START || this == RESUME;
    }

    /** Whether it stops, starts, deletes or records something. */
    boolean changesSomething() {
        return isRestart() || this == DELETE || this == NOTE;
    }

    @Override
    public String toString() {
        return label;
    }
}
