package io.oome.command;

import io.oome.supervisor.Fault;
import io.oome.supervisor.SupervisorException;
import io.oome.supervisor.SupervisorFault;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/** Logs once that supervisord does not answer, again when the reason changes, and once that it answers again. */
final class Outage {

    private static final Logger LOG = Logger.getLogger(Outage.class);

    private String said = "";

    void begins(SupervisorException e) {
        String message = String.valueOf(e.getMessage());
        LOG.log(message.equals(said) ? Level.DEBUG : level(e), message);
        said = message;
    }

    /** A shutdown of supervisord is routine. */
    private static Level level(SupervisorException e) {
        boolean isRoutine = e instanceof SupervisorFault fault && fault.fault() == Fault.SHUTDOWN_STATE;
        return isRoutine ? Level.INFO : Level.ERROR;
    }

    void isOver() {
        if (!said.isEmpty()) {
            LOG.info("supervisord answers again");
            said = "";
        }
    }
}
