package io.oome.exit;

import io.oome.notify.Message;
import io.oome.proc.MemoryCgroup;
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
 * Tells of unexpected exits. On the event's thread only what this machine knows is looked up; supervisord, which may be
 * slow, or wait for that very event to be answered, is asked on a thread of its own.
 */
public final class ExitReporter implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ExitReporter.class);

    /** A mail holds 50 at most; whoever crashes faster than they are asked about is told of once too often anyway. */
    private static final int MOST_WAITING = 100;

    /** supervisord kills after stopwaitsecs, 10 s by default, and the last mail has 5 of them. */
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
     * @param watched whose exits are told of
     * @param messages takes them without delay
     */
    public ExitReporter(
            Supervisor supervisor, Proc proc, int self, Predicate<Namespec> watched, Consumer<Message> messages) {
        this.supervisor = supervisor;
        this.watched = watched;
        this.messages = messages;
        this.starts = new StartTimes(proc);
        this.oomKills = new OomKillCount(MemoryCgroup.of(proc, self));
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
        String fromState = event.getOrDefault("from_state", "not known");
        await(new Exit(process, pid, fromState, Instant.now(), starts.of(process, pid), oomKills.sinceLastEvent()));
    }

    private synchronized void await(Exit exit) {
        if (closing || waiting.size() >= MOST_WAITING) {
            messages.accept(ExitInquiry.withoutAsking(
                    exit, closing ? "this program was ending" : MOST_WAITING + " exits were waiting for it already"));
            return;
        }
        waiting.add(exit);
        notifyAll();
    }

    private void run() {
        try {
            starts.learn(supervisor.getAllProcessInfo());
        } catch (SupervisorException e) {
            LOG.debugf("how long processes have run is not known: %s", e.getMessage());
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

    /** Whatever supervisord answers, the exit is told, and the next one asked about. */
    private static Message ask(ExitInquiry inquiry, Exit exit) {
        try {
            return inquiry.ask(exit);
        } catch (RuntimeException e) {
            LOG.debug("", e);
            return ExitInquiry.withoutAsking(exit, "internal error: " + e);
        }
    }

    /** Waits for the first of those that wait, which stays there until it is told; null at the end. */
    private synchronized Exit next() throws InterruptedException {
        while (waiting.isEmpty() && !closing) {
            wait();
        }
        return waiting.peek();
    }

    /** Unless it was told of meanwhile, by the end of the program. */
    private synchronized void tell(Exit exit, Message message) {
        if (waiting.remove(exit)) {
            messages.accept(message);
        }
    }

    /** Tells of what waits: supervisord is asked for 2 s more; of the rest only what is known is told. */
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
            waiting.forEach(it -> messages.accept(ExitInquiry.withoutAsking(it, "this program was ending")));
            waiting.clear();
        }
    }
}
