package io.oome.scan;

/** What exists at the flag's path. */
public sealed interface FlagFile {

    record Absent() implements FlagFile {}

    /**
     * A regular file whose owner is trusted for the process.
     *
     * @param ours whether the monitor runs as its owner and in its file system, and no other user can replace it: only
     *     then is it opened and deleted
     * @param names the process that its content names
     */
    record Present(FlagId id, int owner, boolean ours, Names names) implements FlagFile {}

    /** Something exists, but is not a flag; it is left alone. */
    record Refused(String reason) implements FlagFile {}

    /** The path can't be examined. */
    record Unseen(String reason) implements FlagFile {}

    /** Which process the pid in a flag ({@code echo %p > FLAG}) belongs to. */
    enum Names {
        /** No pid, or one unknown here. */
        NOBODY,
        /** This process, or a descendant of it. */
        THIS,
        /** Another supervised process. */
        ANOTHER,
        /** A process that has ended. */
        ENDED
    }
}
