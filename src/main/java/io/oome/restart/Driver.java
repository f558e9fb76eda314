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
 * Advances all restarts under way: one thread, one request per interval for all their states. However long one's stop
 * or start takes, it delays no other.
 */
final class Driver {

    private static final Logger LOG = Logger.getLogger(Driver.class);

    /** How long supervisord may be unreachable before restarts under way are left to the next scan. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A longer wait logs what it waits for. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    /** How long to watch a start when the monitor is exiting. */
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

    /** Told of the restarts' progress, on the driver's thread. */
    interface Listener {
        /** Whether the process may be stopped now; asked until true. */
        boolean isReadyToStop(Attempt attempt);

        /** A new run of the process has begun. */
        void started(ProcessInfo process);

        void ended(Attempt attempt, Outcome outcome);

        /** Whether it still has work to do for a restart that has ended. */
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
     * @param deletesFlag whether to delete the flag once all of them are claimed
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

    /** Waits until no restart is under way. */
    void await() throws InterruptedException {
        while (!await(SILENCE)) {
            LOG.infof("waiting for %s", waitingFor());
        }
    }

    /**
     * Waits until no restart is under way, or for the limit.
     *
     * @return whether none is
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

    /** Begins no new restart, and carries those under way to their start. */
    void close() throws InterruptedException {
        synchronized (this) {
            ending = true;
            endingSince = pace.nanoTime();
            if (!underWay.isEmpty()) {
                LOG.infof("exiting; waiting for %s", waitingFor());
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
            onUnreachable(attempts, e.getMessage());
        }
    }

    /** A bug that one restart hits must not stop the others. */
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

    /** supervisord may be restarting; its processes restart with it. */
    private void onUnreachable(List<Attempt> attempts, String message) {
        long now = pace.nanoTime();
        if (unreachableSince == 0) {
            unreachableSince = now;
            LOG.warnf("%s; retrying; unfinished: %s", message, waitingFor());
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

    /** Removes the attempt before reporting it: a reader of the report may scan at once. */
    private void finished(Attempt attempt, Outcome outcome) {
        synchronized (this) {
            underWay.remove(attempt);
        }
        listener.ended(attempt, outcome);
    }
}
