package io.oome.restart;

/** What is done about a process. {@link DecisionTable} makes it. */
public enum Decision {
    NOTHING("nothing"),
    /** Claim the flag, stop the process, start it. */
    RESTART("restart"),
    /** Claim the flag, start the process, which is down. */
    START("start"),
    /** Delete the flag. */
    DELETE_STALE("delete flag"),
    /** The process is on its way to another state: look again at the next scan. */
    WAIT("wait"),
    /** An operator stopped it: not ours to start. */
    LEAVE("leave stopped"),
    /** The operator must do something. */
    REPORT("report"),
    /** A monitor died after its claim and before its stop: go on from there. */
    RESUME_RESTART("resume restart"),
    /** A monitor died after its stop and before its start: go on from there. */
    RESUME_START("resume start"),
    /** A monitor died after its start and before its claim's end: delete the claim. */
    DROP_CLAIM("drop claim"),
    /** Another monitor is at it. */
    SKIP("skip"),
    /** Not in the table: restarted too often of late, {@code --max-restarts}. */
    QUARANTINE("quarantine");

    private final String label;

    Decision(String label) {
        this.label = label;
    }

    /** Begins or goes on with a restart. */
    public boolean isRestart() {
        return this == RESTART || this == START || this == RESUME_RESTART || this == RESUME_START;
    }

    @Override
    public String toString() {
        return label;
    }
}
