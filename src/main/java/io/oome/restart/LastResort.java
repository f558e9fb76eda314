package io.oome.restart;

import io.oome.exit.LogTail;
import io.oome.notify.Message;
import io.oome.notify.Printable;
import io.oome.notify.TerminationMessage;
import io.oome.supervisor.Supervisor;
import io.oome.supervisor.SupervisorException;
import io.oome.supervisor.SupervisorFault;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * {@code --max-restarts-action shutdown}: gives the reason in the log, by mail and in the termination message, then
 * shuts supervisord down, which ends the container if supervisord is its first process. Acts once.
 */
public final class LastResort {

    private static final Logger LOG = Logger.getLogger(LastResort.class);

    /** How long restarts under way get to reach their start before the shutdown cuts them off. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Supplier<Supervisor> supervisor;
    private final TerminationMessage termination;
    private final Consumer<Message> mail;
    private volatile boolean done;

    public LastResort(Supplier<Supervisor> supervisor, TerminationMessage termination, Consumer<Message> mail) {
        this.supervisor = supervisor;
        this.termination = termination;
        this.mail = mail;
    }

    /**
     * @param monitor finishes its restarts under way first
     * @throws SupervisorException if supervisord can't be reached; the next scan tries again
     */
    public void shutDown(Escalation escalation, Monitor monitor) {
        if (done) {
            return;
        }
        LOG.errorf(
                "%s: %s; shutting down supervisord", escalation.headline(), escalation.reason(), escalation.process());
        finishOthers(monitor);
        tell(escalation);
        try {
            supervisor.get().shutdown();
        } catch (SupervisorFault e) {
            LOG.debugf("already shutting down: %s", e.getMessage());
        }
        done = true;
    }

    /** supervisord is shutting down: ask it nothing more. */
    public boolean isDone() {
        return done;
    }

    private static void finishOthers(Monitor monitor) {
        try {
            if (!monitor.awaitRestarts(PATIENCE)) {
                LOG.warnf("shutting down in the middle of %s", monitor.waitingFor());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Escalation escalation) {
        LogTail stderr = LogTail.ofStderr(supervisor.get(), escalation.process());
        String text = text(escalation) + stderr.headline() + "\n";
        leave(text, stderr.quoted());
        mail.accept(new Message(
                escalation.headline() + ": supervisord is shut down",
                text + String.join("\n", stderr.quoted()) + "\n"));
    }

    private void leave(String text, List<String> lastLines) {
        try {
            termination.write(text, lastLines).ifPresent(it -> LOG.debugf("termination message: %s", it));
        } catch (IOException e) {
            LOG.warnf("can't write the termination message: %s", e.getMessage());
        }
    }

    private static String text(Escalation escalation) {
        String restarts = escalation.restarts().stream()
                .map(it -> it.truncatedTo(ChronoUnit.SECONDS).toString())
                .collect(Collectors.joining(", "));
        return "oome_monitor has shut down supervisord: " + Printable.line(escalation.headline()) + ".\n"
                + Printable.line(escalation.reason()) + "\n"
                + (restarts.isEmpty() ? "" : "Restarted at " + restarts + ".\n");
    }
}
