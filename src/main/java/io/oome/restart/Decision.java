package io.oome.restart;

/** What is done about a process. {@link DecisionTable} makes it. */
public enum Decision {
    NOTHING("nothing"),
    /** Stop the process, start it. */
    RESTART("restart"),
    /** Start the process, which is down. */
    START("start"),
    /** Go on with a restart that a monitor has left unfinished. */
    RESUME("resume"),
    /** Delete the flag. */
    DELETE("delete flag"),
    /** Tell it, and remember that it was told. */
    NOTE("note"),
    /** The process is on its way to another state: look again at the next scan. */
    WAIT("wait"),
    /** An operator stopped it: not ours to start. */
    LEAVE("leave stopped"),
    /** The operator must do something. */
    REPORT("report");

    private final String label;

    Decision(String label) {
        this.label = label;
    }

    /** The most urgent has the lowest. */
    int urgency() {
        return switch (this) {
            case RESTART, START, RESUME -> 0;
            case REPORT -> 1;
            case LEAVE, WAIT -> 2;
            case DELETE, NOTE -> 3;
            case NOTHING -> 4;
        };
    }

    /** Begins or goes on with a restart. */
    public boolean isRestart() {
        return this == RESTART || this == START || this == RESUME;
    }

    @Override
    public String toString() {
        return label;
    }
}
