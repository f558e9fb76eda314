package io.oome.restart;

import io.oome.journal.Entry;
import io.oome.journal.Journal;
import io.oome.journal.Origin;
import io.oome.journal.Restart;
import io.oome.journal.Step;
import io.oome.scan.FlagInspector;
import io.oome.supervisor.Fault;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import io.oome.supervisor.Supervisor;
import io.oome.supervisor.SupervisorException;
import io.oome.supervisor.SupervisorFault;
import io.oome.supervisor.SupervisorUnreachable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Advances all restarts under way: one thread, one request an interval for the states of them all. Each step is in the
 * journal before it is asked of supervisord, so that whoever comes after us goes on from there; {@link MoveTable} says
 * what comes next.
 *
 * <pre>
 * step       journal says   then                          a monitor killed here is followed by one that finds
 * claim      CLAIMED        the flag is deleted, if ours  the same run: stops it
 * stop       STOP           stopProcess                   STOPPING: waits; down: starts it
 * start      START          startProcess                  a later run: done; the same one, down: starts it
 * end        history
 * </pre>
 */
final class Driver {

    private static final Logger LOG = Logger.getLogger(Driver.class);

    /** For how long supervisord may be away; afterwards the restart is left to the next scan. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** For how long what outlives its stop may take to end, before the process is started beside it. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** For how long a start is watched when we are to end. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(5);

    private final Surroundings surroundings;
    private final Events events;
    private final int parallel;
    private final Pace pace;

    /** Guarded by this. */
    private final List<Attempt> underWay = new ArrayList<>();

    private Thread thread;
    private boolean ending;
    private long endingSince;
    private long unreachableSince;

    /** What a restart needs to know and to change. */
    record Surroundings(Supervisor supervisor, Journal journal, FlagInspector flags, Survivors survivors) {}

    /** Who is told what a restart has come to. */
    interface Events {
        /** A new run of the process lives. */
        void started(ProcessInfo process);

        void ended(Attempt attempt, Outcome outcome);
    }

    /**
     * @param parallel how many may be STARTING at once
     */
    Driver(Surroundings surroundings, Events events, int parallel, Pace pace) {
        this.surroundings = surroundings;
        this.events = events;
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
        Thread running;
        synchronized (this) {
            running = thread;
        }
        while (running != null && running.isAlive()) {
            running.join(5000);
            if (running.isAlive()) {
                LOG.infof("waiting for %s", waitingFor());
            }
        }
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

    private synchronized List<Attempt> current() {
        if (underWay.isEmpty()) {
            thread = null;
        }
        return List.copyOf(underWay);
    }

    private void run() {
        for (List<Attempt> attempts = current(); !attempts.isEmpty(); attempts = current()) {
            try {
                round(attempts);
                pace.rest();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void round(List<Attempt> attempts) {
        try {
            Map<Namespec, Optional<ProcessInfo>> now = pace.measure(() -> surroundings
                    .supervisor()
                    .getProcessInfos(attempts.stream().map(Attempt::process).toList()));
            unreachableSince = 0;
            for (Attempt attempt : attempts) {
                guarded(attempt, now.get(attempt.process()));
            }
        } catch (SupervisorException e) {
            bearWith(attempts, e.getMessage());
        }
    }

    /** One that goes wrong in a way that nobody has thought of stops no other. */
    private void guarded(Attempt attempt, Optional<ProcessInfo> now) {
        try {
            advance(attempt, now);
        } catch (SupervisorUnreachable e) {
            throw e;
        } catch (SupervisorFault e) {
            refused(attempt, now.orElseThrow(), e);
        } catch (RuntimeException e) {
            LOG.debug("", e);
            leave(attempt, new Outcome.Interrupted("internal error: " + e));
        }
    }

    private void refused(Attempt attempt, ProcessInfo now, SupervisorFault e) {
        switch (e.fault()) {
            case BAD_NAME -> end(attempt, new Outcome.Removed(), 0, "removed");
            case SHUTDOWN_STATE -> leave(attempt, new Outcome.Interrupted("supervisord is shutting down"));
            default -> fail(attempt, now, e.getMessage());
        }
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
            attempts.forEach(it -> leave(it, new Outcome.Interrupted(message)));
        }
    }

    private synchronized boolean isEnding() {
        return ending;
    }

    private void advance(Attempt attempt, Optional<ProcessInfo> info) {
        if (info.isEmpty()) {
            end(attempt, new Outcome.Removed(), 0, "removed");
            return;
        }
        ProcessInfo now = info.get();
        if (!attempt.isClaimed() && !claim(attempt, now)) {
            return;
        }
        boolean isLaterRun = now.pid() > 0 && attempt.restart().origin().isOver(now);
        if (isLaterRun) {
            events.started(now);
        }
        attempt.state = now.state();
        switch (MoveTable.next(attempt.restart(), now)) {
            case WAIT -> watch(attempt);
            case STOP -> stop(attempt, now);
            case START -> start(attempt, now);
            case RESTARTED -> restarted(attempt, now);
            case EXITED -> end(attempt, new Outcome.Exited(now.exitstatus()), 0, "exited");
            case SUPERSEDED -> end(attempt, new Outcome.Superseded(now.pid()), now.pid(), "superseded");
            case OVERRULED -> end(attempt, new Outcome.Overruled(), 0, "overruled");
            case FAILED -> failed(attempt, now);
        }
    }

    /** Under the lock everything is looked at once more: another monitor may have been here. */
    private boolean claim(Attempt attempt, ProcessInfo now) {
        Journal journal = surroundings.journal();
        if (!journal.lock(attempt.process())) {
            release(attempt);
            finished(attempt, new Outcome.LeftToAnother());
            return false;
        }
        Entry entry = journal.entry(attempt.process());
        Optional<Outcome> obsolete = obsolete(attempt, entry, now);
        if (obsolete.isPresent()) {
            journal.unlock(attempt.process());
            release(attempt);
            finished(attempt, obsolete.get());
            return false;
        }
        journal.write(attempt.claim(entry, now));
        release(attempt);
        pace.checkpoint(Pace.Point.CLAIMED);
        return true;
    }

    private Optional<Outcome> obsolete(Attempt attempt, Entry entry, ProcessInfo now) {
        if (attempt.isResumed()) {
            boolean same =
                    entry.restart().equals(attempt.finding.about().entry().restart());
            return same ? Optional.empty() : Optional.of(new Outcome.LeftToAnother());
        }
        Restart planned = attempt.planned();
        boolean taken =
                entry.restart().isPresent() || entry.hasHandled(planned.cause().flag());
        if (taken) {
            return Optional.of(new Outcome.LeftToAnother());
        }
        return switch (MoveTable.next(planned, now)) {
            case SUPERSEDED -> Optional.of(new Outcome.Superseded(now.pid()));
            case OVERRULED -> Optional.of(new Outcome.Overruled());
            default -> isFlagGone(attempt, planned) ? Optional.of(new Outcome.LeftToAnother()) : Optional.empty();
        };
    }

    private boolean isFlagGone(Attempt attempt, Restart planned) {
        return !surroundings
                .flags()
                .isStillThere(
                        attempt.finding.search().found().orElseThrow(),
                        planned.cause().flag());
    }

    /** The last of those that share a flag deletes it. */
    private void release(Attempt attempt) {
        attempt.batch.unclaimed--;
        if (attempt.batch.unclaimed > 0 || !attempt.batch.deletesFlag) {
            return;
        }
        try {
            surroundings
                    .flags()
                    .delete(
                            attempt.finding.search().found().orElseThrow(),
                            attempt.finding.flag().orElseThrow());
        } catch (IOException e) {
            LOG.debugf("%s: its flag stays: %s", attempt.process(), e);
        }
    }

    private void stop(Attempt attempt, ProcessInfo now) {
        Restart restart = attempt.restart();
        if (restart.step() != Step.STOP) {
            List<Restart.Member> family = restart.origin().startTicks() == 0
                    ? List.of()
                    : surroundings.survivors().descendants(now.pid());
            surroundings.journal().write(attempt.at(restart.stopping(family)));
            pace.checkpoint(Pace.Point.STOP);
        }
        try {
            surroundings.supervisor().stopProcess(attempt.process());
            pace.checkpoint(Pace.Point.STOPPING);
        } catch (SupervisorFault e) {
            if (e.fault() != Fault.NOT_RUNNING) {
                throw e;
            }
            // Somebody was faster, so that the stop is not ours.
            surroundings.journal().write(attempt.at(attempt.restart().at(Step.CLAIMED)));
        }
        pace.hurry();
    }

    private void start(Attempt attempt, ProcessInfo now) {
        if (isWaitingForItsTurn(attempt) || isWaitingForSurvivors(attempt)) {
            return;
        }
        if (attempt.restart().step() != Step.START) {
            surroundings.journal().write(attempt.at(attempt.restart().at(Step.START)));
            pace.checkpoint(Pace.Point.START);
        }
        try {
            surroundings.supervisor().startProcess(attempt.process());
            pace.checkpoint(Pace.Point.STARTING);
        } catch (SupervisorFault e) {
            if (e.fault() != Fault.ALREADY_STARTED) {
                throw e;
            }
        }
        attempt.state = ProcessState.STARTING;
        pace.hurry();
    }

    private synchronized boolean isWaitingForItsTurn(Attempt attempt) {
        return underWay.stream().filter(it -> it != attempt && it.isStarting()).count() >= parallel;
    }

    private boolean isWaitingForSurvivors(Attempt attempt) {
        if (attempt.downSince == 0) {
            attempt.downSince = pace.nanoTime();
        }
        boolean graceIsOver = pace.nanoTime() - attempt.downSince > GRACE.toNanos();
        return !graceIsOver
                && !surroundings
                        .survivors()
                        .living(attempt.restart().descendants())
                        .isEmpty();
    }

    /** A start that was asked for needs us no longer. */
    private void watch(Attempt attempt) {
        boolean started = attempt.restart().step() == Step.START;
        boolean longEnough = isEnding() && pace.nanoTime() - endingSince > LAST_LOOK.toNanos();
        if (started && longEnough) {
            leave(attempt, new Outcome.Starting());
        }
    }

    private void restarted(Attempt attempt, ProcessInfo now) {
        List<Restart.Member> survivors =
                surroundings.survivors().living(attempt.restart().descendants());
        Outcome outcome = new Outcome.Restarted(now.pid(), Survivors.pids(survivors));
        write(attempt, survivors, now.pid(), "restarted");
        finished(attempt, outcome);
    }

    private void end(Attempt attempt, Outcome outcome, int newPid, String result) {
        if (attempt.isClaimed()) {
            write(attempt, List.of(), newPid, result);
        }
        finished(attempt, outcome);
    }

    private void write(Attempt attempt, List<Restart.Member> survivors, int newPid, String result) {
        surroundings.journal().write(attempt.end(attempt.past(Instant.now(), newPid, result), survivors));
        pace.checkpoint(Pace.Point.END);
        surroundings.journal().unlock(attempt.process());
    }

    private void failed(Attempt attempt, ProcessInfo now) {
        String why = now.spawnerr().isEmpty() ? "" : " (" + now.spawnerr() + ")";
        fail(attempt, now, "it is " + now.state() + " after its start" + why);
    }

    /** supervisord goes on by itself with what is in BACKOFF; of what is down a later attempt begins. */
    private void fail(Attempt attempt, ProcessInfo now, String reason) {
        if (!attempt.isClaimed()) {
            leave(attempt, new Outcome.Interrupted(reason));
            return;
        }
        Restart restart = attempt.restart();
        Origin found = now.pid() == 0 && now.state().isDown() ? Origin.of(now, 0) : restart.origin();
        Restart failed = restart.failed(found);
        surroundings.journal().write(attempt.at(restart.step() == Step.CLAIMED ? failed.at(Step.CLAIMED) : failed));
        surroundings.journal().unlock(attempt.process());
        finished(attempt, new Outcome.Failed(reason));
    }

    /** The journal's entry stays as it is. */
    private void leave(Attempt attempt, Outcome outcome) {
        if (attempt.isClaimed()) {
            surroundings.journal().unlock(attempt.process());
        }
        finished(attempt, outcome);
    }

    /** Before it is reported: who reads the report may scan at once. */
    private void finished(Attempt attempt, Outcome outcome) {
        synchronized (this) {
            underWay.remove(attempt);
        }
        events.ended(attempt, outcome);
    }
}
