package io.oome.restart;

import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.Supervisor;
import io.oome.supervisor.SupervisorException;
import io.oome.supervisor.SupervisorUnreachable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Advances all restarts under way: one thread, one request an interval for the states of them all. None holds up another,
 * however long its stop, or its start, takes.
 */
final class Driver {

    private static final Logger LOG = Logger.getLogger(Driver.class);

    /** For how long supervisord may be away; afterwards the restart is left to the next scan. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Who waits for longer is told for what. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    /** For how long a start is watched when we are to end. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(5);

    private final Supervisor supervisor;
    private final Course course;
    private final Listener listener;
    private final int parallel;
    private final Pace pace;

    /** Guarded by this. */
    private final List<Attempt> underWay = new ArrayList<>();

    private Thread thread;
    private boolean ending;
    private long endingSince;
    private long unreachableSince;

    /** Who is told what becomes of the restarts, on the driver's thread. */
    interface Listener {
        /** Whether a process may be stopped; asked again until it may. */
        boolean isReadyToStop(Attempt attempt);

        /** A new run of the process lives. */
        void started(ProcessInfo process);

        void ended(Attempt attempt, Outcome outcome);

        /** Whether it still does something about what has ended. */
        boolean isBusy();
    }

    /**
     * @param parallel how many may be STARTING at once
     */
    Driver(Supervisor supervisor, Course course, Listener listener, int parallel, Pace pace) {
        this.supervisor = supervisor;
        this.course = course;
        this.listener = listener;
        this.parallel = parallel;
        this.pace = pace;
    }

    synchronized Set<Namespec> underWay() {
        return underWay.stream().map(Attempt::process).collect(Collectors.toSet());
    }

    /**
     * Begins restarts that have one flag in common.
     *
     * @param deletesFlag once all of them are claimed
     */
    synchronized void begin(List<Finding> findings, boolean deletesFlag) {
        if (ending) {
            return;
        }
        Attempt.Batch batch = new Attempt.Batch(deletesFlag, findings.size());
        findings.forEach(it -> underWay.add(new Attempt(it, batch)));
        pace.hurry();
        if (thread == null) {
            thread = new Thread(this::run, "restarts");
            thread.start();
        }
    }

    /** Waits for what is under way. */
    void await() throws InterruptedException {
        while (!await(SILENCE)) {
            LOG.infof("waiting for %s", waitingFor());
        }
    }

    /**
     * Waits for what is under way, and not for ever.
     *
     * @return whether it is over
     */
    boolean await(Duration limit) throws InterruptedException {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            running.join(limit.toMillis());
        }
        return running == null || !running.isAlive();
    }

    /** Nothing new begins; what is under way is carried to its start. */
    void close() throws InterruptedException {
        synchronized (this) {
            ending = true;
            endingSince = pace.nanoTime();
            if (!underWay.isEmpty()) {
                LOG.infof("ending; waiting for %s", waitingFor());
            }
        }
        await();
    }

    synchronized String waitingFor() {
        return underWay.stream().map(Attempt::waitingFor).collect(Collectors.joining(", "));
    }

    private void run() {
        while (isBusy()) {
            try {
                round(current());
                pace.rest();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized boolean isBusy() {
        boolean busy = !underWay.isEmpty() || listener.isBusy();
        if (!busy) {
            thread = null;
        }
        return busy;
    }

    private synchronized List<Attempt> current() {
        return List.copyOf(underWay);
    }

    private void round(List<Attempt> attempts) {
        List<Namespec> processes = attempts.stream().map(Attempt::process).toList();
        try {
            Map<Namespec, Optional<ProcessInfo>> infos = pace.measure(() -> supervisor.getProcessInfos(processes));
            unreachableSince = 0;
            for (Attempt attempt : attempts) {
                advance(attempt, infos.get(attempt.process()));
            }
        } catch (SupervisorException e) {
            bearWith(attempts, e.getMessage());
        }
    }

    /** One that goes wrong in a way that nobody has thought of stops no other. */
    private void advance(Attempt attempt, Optional<ProcessInfo> info) {
        Optional<Outcome> outcome;
        try {
            outcome = course.advance(attempt, info, conditions(attempt));
            info.filter(attempt::isLaterRun).ifPresent(listener::started);
        } catch (SupervisorUnreachable e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.debug("", e);
            outcome = course.leave(attempt, new Outcome.Interrupted("internal error: " + e));
        }
        outcome.ifPresent(it -> finished(attempt, it));
    }

    private synchronized Course.Conditions conditions(Attempt attempt) {
        long starting =
                underWay.stream().filter(it -> it != attempt && it.isStarting()).count();
        long since = Math.max(endingSince, attempt.startedAt);
        boolean late = ending && pace.nanoTime() - since > LAST_LOOK.toNanos();
        return new Course.Conditions(starting < parallel, late, () -> listener.isReadyToStop(attempt));
    }

    /** supervisord may be restarted itself: it brings its processes with it, or stays away. */
    private void bearWith(List<Attempt> attempts, String message) {
        long now = pace.nanoTime();
        if (unreachableSince == 0) {
            unreachableSince = now;
            LOG.warnf("%s; waiting for it with %s", message, waitingFor());
        }
        boolean overdue = now - unreachableSince > PATIENCE.toNanos();
        if (overdue || isEnding()) {
            for (Attempt attempt : attempts) {
                course.leave(attempt, new Outcome.Interrupted(message)).ifPresent(it -> finished(attempt, it));
            }
        }
    }

    private synchronized boolean isEnding() {
        return ending;
    }

    /** Before it is reported: who reads the report may scan at once. */
    private void finished(Attempt attempt, Outcome outcome) {
        synchronized (this) {
            underWay.remove(attempt);
        }
        listener.ended(attempt, outcome);
    }
}
