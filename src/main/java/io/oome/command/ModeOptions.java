package io.oome.command;

import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** A child of supervisord's is a listener; otherwise the program scans once and exits. */
final class ModeOptions {

    @Option(
            names = "--once",
            scope = ScopeType.INHERIT,
            description = "One scan and its table, even as a child of supervisord's.")
    private boolean once;

    @Option(
            names = "--listen",
            scope = ScopeType.INHERIT,
            description = "Speak supervisord's event protocol, even if it did not start this program.")
    private boolean listen;

    /** Whether a way was asked for, and is not to be found out. */
    boolean isForced() {
        return once || listen;
    }

    /** Whether the event protocol was asked for. */
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
