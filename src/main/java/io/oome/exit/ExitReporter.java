package io.oome.exit;

import io.oome.notify.Message;
import io.oome.proc.Proc;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.Supervisor;
import io.oome.supervisor.SupervisorException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Reports unexpected exits. The event's thread reads only what this machine knows; another thread asks supervisord,
 * which can be slow, or wait for the answer to that very event.
 */
public final class ExitReporter implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ExitReporter.class);

    /**
     * A mail holds at most 50; a process that crashes faster than supervisord answers is reported often enough anyway.
     */
    private static final int MOST_WAITING = 100;

    /** supervisord kills after stopwaitsecs, 10 s by default, of which the last mail takes 5. */
    private static final Duration LAST_ANSWER = Duration.ofSeconds(2);

    private final Supervisor supervisor;
    private final Predicate<Namespec> watched;
    private final Consumer<Message> messages;
    private final StartTimes starts;
    private final OomKillCount oomKills;

    private final Deque<Exit> waiting = new ArrayDeque<>();
    private final Thread thread = new Thread(this::run, "exits");
    private boolean closing;

    /**
     * @param watched whose exits to report
     * @param messages must not block
     */
    public ExitReporter(
            Supervisor supervisor, Proc proc, int self, Predicate<Namespec> watched, Consumer<Message> messages) {
        this.supervisor = supervisor;
        this.watched = watched;
        this.messages = messages;
        this.starts = new StartTimes(proc);
        this.oomKills = new OomKillCount(proc, self);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /**
     * @param event the payload of a PROCESS_STATE_RUNNING
     */
    public void learn(Map<String, String> event) {
        starts.learn(Exit.process(event), Exit.pid(event));
    }

    /**
     * @param event the payload of a PROCESS_STATE_EXITED
     */
    public void report(Map<String, String> event) {
        Namespec process = Exit.process(event);
        boolean isWatched = watched.test(process);
        if (!"0".equals(event.get("expected")) || !isWatched) {
            return;
        }
        int pid = Exit.pid(event);
        String fromState = event.getOrDefault("from_state", "unknown");
        await(new Exit(process, pid, fromState, Instant.now(), starts.of(process, pid), oomKills.sinceLastEvent()));
    }

    private synchronized void await(Exit exit) {
        if (closing || waiting.size() >= MOST_WAITING) {
            messages.accept(ExitInquiry.withoutAsking(
                    exit, closing ? "this program was shutting down" : MOST_WAITING + " exits were already waiting"));
            return;
        }
        waiting.add(exit);
        notifyAll();
    }

    private void run() {
        try {
            starts.learn(supervisor.getAllProcessInfo());
        } catch (SupervisorException e) {
            LOG.debugf("run times unknown: %s", e.getMessage());
        }
        ExitInquiry inquiry = new ExitInquiry(supervisor);
        try {
            for (Exit exit = next(); exit != null; exit = next()) {
                tell(exit, ask(inquiry, exit));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever supervisord answers, the exit is reported and the next one follows. */
    private static Message ask(ExitInquiry inquiry, Exit exit) {
        try {
            return inquiry.ask(exit);
        } catch (RuntimeException e) {
            LOG.debug("", e);
            return ExitInquiry.withoutAsking(exit, "internal error: " + e);
        }
    }

    /** Waits for the next exit, which stays queued until it is reported; null when closing. */
    private synchronized Exit next() throws InterruptedException {
        while (waiting.isEmpty() && !closing) {
            wait();
        }
        return waiting.peek();
    }

    /** Reports the exit, unless {@link #close} has done so meanwhile. */
    private synchronized void tell(Exit exit, Message message) {
        if (waiting.remove(exit)) {
            messages.accept(message);
        }
    }

    /** Reports the queued exits: supervisord has 2 s more to answer; the rest are reported without its facts. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(LAST_ANSWER.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            waiting.forEach(it -> messages.accept(ExitInquiry.withoutAsking(it, "this program was shutting down")));
            waiting.clear();
        }
    }
}
