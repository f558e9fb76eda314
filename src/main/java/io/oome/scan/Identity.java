package io.oome.scan;

import io.oome.proc.Run;
import java.util.Optional;

/** Whether what /proc shows under a pid is the process that supervisord means. Nothing else that it says counts. */
public sealed interface Identity {

    /** A child of the supervisord that we talk to. */
    record Proven(Run present) implements Identity {}

    /**
     * No process lives.
     *
     * @param last the last run that was seen
     */
    record Down(Optional<Run> last) implements Identity {}

    /** It has ended since supervisord was asked. */
    record Ended() implements Identity {}

    /** Another PID namespace, or a /proc that hides it: what lies under that pid is not looked at. */
    record Unproven(String reason) implements Identity {}

    /** The present run. */
    default Optional<Run> run() {
        return this instanceof Proven proven ? Optional.of(proven.present()) : Optional.empty();
    }
}
