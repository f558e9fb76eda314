package io.oome.scan;

import io.oome.proc.Run;
import java.util.Optional;

/**
 * Whether the process that /proc shows under a pid is the one that supervisord means. If not, nothing else that /proc
 * says of it counts.
 */
public sealed interface Identity {

    /** A child of the supervisord that the monitor talks to. */
    record Proven(Run present) implements Identity {}

    /**
     * The process is down.
     *
     * @param last the last run that was seen
     */
    record Down(Optional<Run> last) implements Identity {}

    /** It ended after supervisord had answered. */
    record Ended() implements Identity {}

    /** supervisord has forked it, but not executed its program yet: /proc shows supervisord's environment and cwd. */
    record Forked() implements Identity {}

    /** Another PID namespace, or a /proc that hides the process: what /proc shows under that pid is ignored. */
    record Unproven(String reason) implements Identity {}

    /** Whether it is something else a moment later. */
    default boolean isPassing() {
        return this instanceof Ended || this instanceof Forked;
    }

    /** The present run. */
    default Optional<Run> run() {
        return this instanceof Proven proven ? Optional.of(proven.present()) : Optional.empty();
    }
}
