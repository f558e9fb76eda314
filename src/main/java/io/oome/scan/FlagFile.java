package io.oome.scan;

/** What lies where the flag is expected. */
public sealed interface FlagFile {

    record Absent() implements FlagFile {}

    /**
     * A regular file whose owner is trusted for the process.
     *
     * @param ours we run as its owner, in its file system, where nobody else can exchange it: it may be opened and deleted
     * @param names whom its content names, if anybody
     */
    record Present(FlagId id, int owner, boolean ours, Names names) implements FlagFile {}

    /** There is something, and it is left alone. */
    record Refused(String reason) implements FlagFile {}

    /** Whether there is something can't be seen. */
    record Unseen(String reason) implements FlagFile {}

    /** What the pid says that {@code echo %p > FLAG} has left in it. */
    enum Names {
        /** It holds no pid, or one that is nobody's here. */
        NOBODY,
        /** This process, or one that descends from it. */
        THIS,
        /** Another one. */
        ANOTHER,
        /** One that has ended. */
        ENDED
    }
}
