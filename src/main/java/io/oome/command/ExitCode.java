package io.oome.command;

/** The exit codes of both commands. */
public final class ExitCode {

    /** Success. */
    public static final int DONE = 0;

    /** A process could not be examined or acted on, or --check has found it unhealthy. */
    public static final int INCOMPLETE = 1;

    /** The command line or the configuration is wrong. */
    public static final int USAGE = 2;

    /** supervisord can't be reached, or denies access. */
    public static final int UNREACHABLE = 3;

    private ExitCode() {}
}
