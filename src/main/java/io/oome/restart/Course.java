package io.oome.restart;

import io.oome.journal.Journal;
import io.oome.journal.Restart;
import io.oome.journal.Restart.Origin;
import io.oome.journal.Restart.Step;
import io.oome.supervisor.Fault;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import io.oome.supervisor.Supervisor;
import io.oome.supervisor.SupervisorFault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Advances one restart. Each step is in the journal before supervisord is asked for it, so that the next monitor can
 * resume there; {@link MoveTable} decides the next move.
 *
 * <pre>
 * step    journal   then                        a monitor that follows one killed there finds
 * claim   CLAIMED   delete the flag, if we may  the same run: stops it
 * stop    STOP      stopProcess                 STOPPING: waits; down: starts it
 * start   START     startProcess                a later run: done; the same, down: starts it
 * end     history
 * </pre>
 */
final class Course {

    /** How long survivors of the stop get to end before the process is started beside them. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Supervisor supervisor;
    private final Journal journal;
    private final Claims claims;
    private final Survivors survivors;
    private final Pace pace;

    /**
     * Conditions from outside the restart.
     *
     * @param mayStart fewer processes are STARTING than --parallel allows
     * @param isLate the monitor is exiting, and has watched the start for long enough
     * @param mayStop asked before the stop: whether everything that precedes it is done
     */
    record Conditions(boolean mayStart, boolean isLate, BooleanSupplier mayStop) {}

    Course(Supervisor supervisor, Journal journal, Claims claims, Survivors survivors, Pace pace) {
        this.supervisor = supervisor;
        this.journal = journal;
        this.claims = claims;
        this.survivors = survivors;
        this.pace = pace;
    }

    /**
     * Makes one move.
     *
     * @param info supervisord's answer; empty if it no longer has the process
     * @return how the restart ended, if it did
     * @throws io.oome.supervisor.SupervisorUnreachable if supervisord may or may not have made the move; the attempt is
     *     unchanged
     */
    Optional<Outcome> advance(Attempt attempt, Optional<ProcessInfo> info, Conditions conditions) {
        if (info.isEmpty()) {
            return end(attempt, new Outcome.Removed(), 0);
        }
        ProcessInfo now = info.get();
        if (!attempt.isClaimed()) {
            Optional<Outcome> obsolete = claims.claim(attempt, now);
            if (obsolete.isPresent()) {
                return obsolete;
            }
            pace.checkpoint(Pace.Point.CLAIMED);
        }
        attempt.state = now.state();
        try {
            return move(attempt, now, conditions);
        } catch (SupervisorFault e) {
            return refused(attempt, now, e);
        }
    }

    private Optional<Outcome> move(Attempt attempt, ProcessInfo now, Conditions conditions) {
        return switch (MoveTable.next(attempt.restart(), now)) {
            case WAIT -> watch(attempt, conditions);
            case STOP -> stop(attempt, now, conditions);
            case START -> start(attempt, conditions);
            case RESTARTED -> restarted(attempt, now);
            case EXITED -> end(attempt, new Outcome.Exited(now.exitstatus()), 0);
            case SUPERSEDED -> end(attempt, new Outcome.Superseded(now.pid()), now.pid());
            case OVERRULED -> end(attempt, new Outcome.Overruled(), 0);
            case FAILED -> failed(attempt, now);
            case UNKNOWN -> tryAgain(attempt, attempt.restart().refused(found(attempt, now)), "it is UNKNOWN");
        };
    }

    private static String spawnError(ProcessInfo now) {
        return now.spawnerr().isEmpty() ? "" : " (" + now.spawnerr() + ")";
    }

    private Optional<Outcome> refused(Attempt attempt, ProcessInfo now, SupervisorFault e) {
        return switch (e.fault()) {
            case BAD_NAME -> end(attempt, new Outcome.Removed(), 0);
            case SHUTDOWN_STATE -> leave(attempt, new Outcome.Interrupted("supervisord is shutting down"));
            default -> tryAgain(attempt, attempt.restart().refused(found(attempt, now)), e.getMessage());
        };
    }

    private Optional<Outcome> stop(Attempt attempt, ProcessInfo now, Conditions conditions) {
        Restart restart = attempt.restart();
        if (restart.step() != Step.STOP) {
            if (!conditions.mayStop().getAsBoolean()) {
                return Optional.empty();
            }
            boolean known = restart.origin().startTicks() != 0;
            List<Restart.Member> family = known ? survivors.descendants(now.pid()) : List.of();
            journal.write(attempt.at(restart.stopping(family)));
            pace.checkpoint(Pace.Point.STOP);
        }
        try {
            supervisor.stopProcess(attempt.process());
            attempt.stopsAt(pace.now());
            pace.checkpoint(Pace.Point.STOPPING);
        } catch (SupervisorFault e) {
            if (e.fault() != Fault.NOT_RUNNING) {
                throw e;
            }
            // Somebody else stopped it first: the stop is not the monitor's.
            journal.write(attempt.at(attempt.restart().at(Step.CLAIMED)));
        }
        pace.hurry();
        return Optional.empty();
    }

    private Optional<Outcome> start(Attempt attempt, Conditions conditions) {
        if (!conditions.mayStart() || isWaitingForSurvivors(attempt)) {
            return Optional.empty();
        }
        if (attempt.restart().step() != Step.START) {
            journal.write(attempt.at(attempt.restart().at(Step.START)));
            pace.checkpoint(Pace.Point.START);
        }
        try {
            supervisor.startProcess(attempt.process());
            pace.checkpoint(Pace.Point.STARTING);
        } catch (SupervisorFault e) {
            if (e.fault() != Fault.ALREADY_STARTED) {
                throw e;
            }
        }
        attempt.state = ProcessState.STARTING;
        attempt.startedAt = pace.nanoTime();
        pace.hurry();
        return Optional.empty();
    }

    private boolean isWaitingForSurvivors(Attempt attempt) {
        if (attempt.downSince == 0) {
            attempt.downSince = pace.nanoTime();
        }
        boolean graceIsOver = pace.nanoTime() - attempt.downSince > GRACE.toNanos();
        return !graceIsOver
                && !survivors.living(attempt.restart().descendants()).isEmpty();
    }

    /** supervisord finishes a start without the monitor. */
    private Optional<Outcome> watch(Attempt attempt, Conditions conditions) {
        return attempt.restart().isStarted() && conditions.isLate()
                ? leave(attempt, new Outcome.Starting())
                : Optional.empty();
    }

    private Optional<Outcome> restarted(Attempt attempt, ProcessInfo now) {
        List<Restart.Member> living = survivors.living(attempt.restart().descendants());
        return end(attempt, new Outcome.Restarted(now.pid(), Survivors.pids(living)), now.pid(), living);
    }

    private Optional<Outcome> end(Attempt attempt, Outcome outcome, int newPid) {
        return end(attempt, outcome, newPid, List.of());
    }

    private Optional<Outcome> end(Attempt attempt, Outcome outcome, int newPid, List<Restart.Member> living) {
        if (attempt.isClaimed()) {
            journal.write(attempt.end(attempt.past(pace.now(), newPid, outcome.word()), living));
            pace.checkpoint(Pace.Point.END);
            journal.unlock(attempt.process());
        }
        return Optional.of(outcome);
    }

    private Optional<Outcome> failed(Attempt attempt, ProcessInfo now) {
        Restart failed = attempt.restart().failed(found(attempt, now));
        return tryAgain(attempt, failed, "it is " + now.state() + " after its start" + spawnError(now));
    }

    /** supervisord itself retries a process in BACKOFF; a process that is down is the origin of a later attempt. */
    private static Origin found(Attempt attempt, ProcessInfo now) {
        boolean down = now.pid() == 0 && now.state().isDown();
        return down ? Origin.of(now, 0) : attempt.restart().origin();
    }

    private Optional<Outcome> tryAgain(Attempt attempt, Restart restart, String reason) {
        journal.write(attempt.at(restart));
        journal.unlock(attempt.process());
        return Optional.of(new Outcome.Failed(reason));
    }

    /** Ends the attempt, and leaves the journal entry for a later scan. */
    Optional<Outcome> leave(Attempt attempt, Outcome outcome) {
        if (attempt.isClaimed()) {
            journal.unlock(attempt.process());
        }
        return Optional.of(outcome);
    }
}
