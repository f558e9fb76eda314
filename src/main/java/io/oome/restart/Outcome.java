package io.oome.restart;

/** How a restart ended. */
public sealed interface Outcome {

    /** It runs. */
    record Restarted(int newPid) implements Outcome {}

    /** It was started, ran, and has ended by itself. */
    record ExitedAgain(int exitstatus) implements Outcome {}

    /** Somebody else has restarted it. */
    record Superseded(int newPid) implements Outcome {}

    /** Somebody has stopped it meanwhile: an operator's choice. */
    record StoppedByOther() implements Outcome {}

    /** supervisord no longer has it. */
    record Removed() implements Outcome {}

    /** Another monitor acts on this flag. */
    record LeftToOther() implements Outcome {}

    /** It does not run; the claim stays, and a later scan tries again. */
    record Failed(String reason) implements Outcome {}

    default boolean isEnd() {
        return !(this instanceof Failed);
    }
}
