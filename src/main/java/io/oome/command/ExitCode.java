package io.oome.command;

/** What both commands end with. */
public final class ExitCode {

    /** Everything was done. */
    public static final int DONE = 0;

    /** Some process could not be examined, or acted on. */
    public static final int INCOMPLETE = 1;

    /** The command line or the configuration is wrong. */
    public static final int USAGE = 2;

    /** supervisord can't be reached, or refuses us. */
    public static final int UNREACHABLE = 3;

    private ExitCode() {}
}
