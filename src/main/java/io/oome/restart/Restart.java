package io.oome.restart;

import io.oome.proc.Run;
import io.oome.supervisor.Fault;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import io.oome.supervisor.Supervisor;
import io.oome.supervisor.SupervisorFault;
import io.oome.supervisor.SupervisorUnreachable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The restart of one process, step by step. Whatever the step at which the monitor is killed, the next scan finds what
 * is on disk and goes on from there:
 *
 * <pre>
 * step       what is done                     on disk afterwards   a scan after kill -9 finds
 * CLAIM      X is renamed to X.restarting     claim                RUNNING, same run  → stop, start
 * NOTE       the journal entry is written     claim, entry         RUNNING, same run  → stop, start
 * STOP       stopProcess                      claim, entry         STOPPING → waits; STOPPED → start
 * STOPPED    seen down                        claim, entry         STOPPED → start
 * START      startProcess                     claim, entry         STARTING → waits; RUNNING, later run → tidies up
 * RUNNING    seen RUNNING                     claim, entry         RUNNING, later run → tidies up
 * RELEASE    claim, then entry are deleted    nothing              nothing
 * </pre>
 *
 * No request waits for the process: stop and start are begun, and the state is asked for until it is there. If
 * supervisord goes away meanwhile, we go on asking until it is back, or until {@link #PATIENCE} is over.
 */
final class Restart {

    /** What has just been done. */
    enum Step {
        BEGIN,
        CLAIM,
        NOTE,
        STOP,
        STOPPED,
        START,
        RUNNING,
        RELEASE
    }

    private static final Logger LOG = Logger.getLogger(Restart.class);

    /** For how long supervisord may be away; afterwards the claim is left for the next scan. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How often the state is asked for: often at first, for a quick stop, seldom during a long one. */
    private static final long SHORTEST_PAUSE_MILLIS = 20;

    private static final long LONGEST_PAUSE_MILLIS = 250;

    private final Supervisor supervisor;
    private final Namespec process;
    private final Optional<Run> claimedRun;
    private final Consumer<Step> checkpoint;
    private final BooleanSupplier closing;

    private volatile String waitingFor = "its turn";
    private long unreachableSince;

    /**
     * @param claimedRun what is to be stopped; empty if the process was down
     * @param checkpoint told of each step
     * @param closing whether we are to end: then a supervisord that is away is not waited for
     */
    Restart(
            Supervisor supervisor,
            Namespec process,
            Optional<Run> claimedRun,
            Consumer<Step> checkpoint,
            BooleanSupplier closing) {
        this.supervisor = supervisor;
        this.process = process;
        this.claimedRun = claimedRun;
        this.checkpoint = checkpoint;
        this.closing = closing;
    }

    /** For the log at shutdown: {@code web (its stop)}. */
    String waitingFor() {
        return process + " (" + waitingFor + ")";
    }

    /** Carries it out, to the process' RUNNING or to the reason why not. */
    Outcome carryOut() throws InterruptedException {
        try {
            return stopAndStart();
        } catch (SupervisorFault e) {
            return refused(e);
        } catch (SupervisorUnreachable e) {
            return new Outcome.Failed(e.getMessage());
        }
    }

    private Outcome stopAndStart() throws InterruptedException {
        ProcessInfo now = info();
        boolean stoppedByOther = claimedRun.isPresent() && now.state() == ProcessState.STOPPED;
        if (stoppedByOther) {
            return new Outcome.StoppedByOther();
        }
        if (isClaimedRun(now)) {
            stop();
            await("its stop", info -> !isClaimedRun(info));
            checkpoint.accept(Step.STOPPED);
        }
        now = settled();
        if (!now.state().isDown()) {
            return new Outcome.Superseded(now.pid());
        }
        start();
        return outcome(settled());
    }

    private ProcessInfo settled() throws InterruptedException {
        return await("its start", info -> !isOnItsWay(info.state()));
    }

    private Outcome outcome(ProcessInfo now) {
        return switch (now.state()) {
            case RUNNING -> {
                checkpoint.accept(Step.RUNNING);
                yield new Outcome.Restarted(now.pid());
            }
            case EXITED -> new Outcome.ExitedAgain(now.exitstatus());
            case STOPPED -> new Outcome.StoppedByOther();
            default -> new Outcome.Failed("it is " + now.state() + " after its start" + spawnError(now));
        };
    }

    private static String spawnError(ProcessInfo info) {
        return info.spawnerr().isEmpty() ? "" : " (" + info.spawnerr() + ")";
    }

    private Outcome refused(SupervisorFault e) {
        return switch (e.fault()) {
            case BAD_NAME -> new Outcome.Removed();
            case SHUTDOWN_STATE -> new Outcome.Failed("supervisord is shutting down");
            default -> new Outcome.Failed(e.getMessage());
        };
    }

    private void stop() throws InterruptedException {
        insist(() -> supervisor.stopProcess(process), Fault.NOT_RUNNING);
        checkpoint.accept(Step.STOP);
    }

    private void start() throws InterruptedException {
        insist(() -> supervisor.startProcess(process), Fault.ALREADY_STARTED);
        checkpoint.accept(Step.START);
    }

    /** Calls until supervisord has answered; a fault that says that the aim is reached already is none. */
    private void insist(Runnable call, Fault reached) throws InterruptedException {
        while (true) {
            try {
                call.run();
                return;
            } catch (SupervisorFault e) {
                if (e.fault() == reached) {
                    return;
                }
                throw e;
            } catch (SupervisorUnreachable e) {
                bearWith(e);
            }
        }
    }

    private interface Condition {
        boolean holds(ProcessInfo info);
    }

    private ProcessInfo await(String what, Condition condition) throws InterruptedException {
        waitingFor = what;
        long pause = SHORTEST_PAUSE_MILLIS;
        ProcessInfo info = info();
        while (!condition.holds(info)) {
            Thread.sleep(pause);
            pause = Math.min(pause * 3 / 2, LONGEST_PAUSE_MILLIS);
            info = info();
        }
        return info;
    }

    private ProcessInfo info() throws InterruptedException {
        while (true) {
            try {
                ProcessInfo info = supervisor.getProcessInfo(process);
                unreachableSince = 0;
                return info;
            } catch (SupervisorUnreachable e) {
                bearWith(e);
            }
        }
    }

    /** supervisord may be restarted itself: it brings its processes with it, or stays away. */
    private void bearWith(SupervisorUnreachable e) throws InterruptedException {
        long now = System.nanoTime();
        if (unreachableSince == 0) {
            unreachableSince = now;
            LOG.warnf("%s: %s; waiting for it", process, e.getMessage());
        }
        boolean overdue = now - unreachableSince > PATIENCE.toNanos();
        if (overdue || closing.getAsBoolean()) {
            throw e;
        }
        Thread.sleep(LONGEST_PAUSE_MILLIS);
    }

    private boolean isClaimedRun(ProcessInfo info) {
        return claimedRun.map(run -> run.pid() == info.pid()).orElse(false);
    }

    private static boolean isOnItsWay(ProcessState state) {
        return state == ProcessState.STARTING || state == ProcessState.BACKOFF || state == ProcessState.STOPPING;
    }
}
