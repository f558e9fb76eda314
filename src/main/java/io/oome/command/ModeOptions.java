package io.oome.command;

import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** A child of supervisord is a listener; otherwise the program scans once and exits. */
final class ModeOptions {

    @Option(
            names = "--once",
            scope = ScopeType.INHERIT,
            description = "Scan once and print a table, even as a child of supervisord.")
    private boolean once;

    @Option(
            names = "--listen",
            scope = ScopeType.INHERIT,
            description = "Speak supervisord's event protocol, even if not started by supervisord.")
    private boolean listen;

    /** Whether an option decides, and not the environment. */
    boolean isForced() {
        return once || listen;
    }

    /** Whether --listen is given. */
    boolean isListen() {
        return listen;
    }

    boolean isListener(Map<String, String> env) {
        if (once && listen) {
            throw new UsageException("--once and --listen exclude each other: give one of them");
        }
        boolean child = env.containsKey("SUPERVISOR_ENABLED") && env.containsKey("SUPERVISOR_GROUP_NAME");
        return listen || (child && !once);
    }
}
