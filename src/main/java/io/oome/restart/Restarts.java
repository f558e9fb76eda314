package io.oome.restart;

import io.oome.proc.Run;
import io.oome.scan.FlagPath;
import io.oome.scan.Sighting.Present;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.Supervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The restarts under way, each on a thread of its own, never two for one process. They do not hold up a scan; the next
 * scan passes over what is under way.
 */
final class Restarts implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Restarts.class);

    private final Supervisor supervisor;
    private final Journal journal;
    private final Retries retries = new Retries();
    private final int parallel;
    private final Consumer<Restart.Step> checkpoint;
    private final Consumer<RestartReport> reports;
    private final Map<Namespec, UnderWay> underWay = new ConcurrentHashMap<>();
    private ExecutorService threads;
    private volatile boolean closing;

    private record UnderWay(Restart restart, Path flag) {}

    Restarts(
            Supervisor supervisor,
            Journal journal,
            int parallel,
            Consumer<Restart.Step> checkpoint,
            Consumer<RestartReport> reports) {
        this.supervisor = supervisor;
        this.journal = journal;
        this.parallel = parallel;
        this.checkpoint = checkpoint;
        this.reports = reports;
    }

    boolean isUnderWay(Namespec process) {
        return underWay.containsKey(process);
    }

    /** Whether a restart hangs on that flag: it must not even be opened then, {@link io.oome.flag.HeldLock}. */
    boolean isUnderWay(FlagPath flag) {
        return underWay.values().stream().anyMatch(it -> it.flag().equals(flag.path()));
    }

    Retries retries() {
        return retries;
    }

    /**
     * Begins the restart of those processes, that have one flag, or claim, in common.
     */
    synchronized void begin(List<Finding> findings) {
        if (closing) {
            return;
        }
        Finding first = findings.get(0);
        FlagPath flag = first.search().found().orElseThrow();
        boolean found = first.decision() == Decision.RESUME_RESTART || first.decision() == Decision.RESUME_START;
        SharedClaim claim = new SharedClaim(flag, first.file(), found, findings.size());
        for (Finding finding : findings) {
            Namespec process = finding.process().namespec();
            Restart restart = new Restart(supervisor, process, runToStop(finding), checkpoint, () -> closing);
            underWay.put(process, new UnderWay(restart, flag.path()));
            threads().execute(() -> carryOut(finding, restart, claim));
        }
    }

    private static Optional<Run> runToStop(Finding finding) {
        boolean stops = finding.decision() == Decision.RESTART || finding.decision() == Decision.RESUME_RESTART;
        return stops
                ? finding.run()
                        .or(() -> Optional.of(new Run(
                                finding.process().pid(), 0, finding.process().start())))
                : Optional.empty();
    }

    private ExecutorService threads() {
        if (threads == null) {
            threads = Executors.newFixedThreadPool(parallel, task -> new Thread(task, "restart"));
        }
        return threads;
    }

    private void carryOut(Finding finding, Restart restart, SharedClaim claim) {
        Namespec process = finding.process().namespec();
        try {
            if (!closing) {
                Outcome outcome = outcome(finding, restart, claim);
                RestartReport report = report(finding, outcome);
                noLongerUnderWay(process, restart);
                reports.accept(report);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.errorf("%s: %s", process, e);
            LOG.debug("", e);
        } finally {
            noLongerUnderWay(process, restart);
        }
    }

    /** Before it is reported: who reads the report may scan at once. By then the next restart may have begun. */
    private void noLongerUnderWay(Namespec process, Restart restart) {
        underWay.computeIfPresent(process, (any, present) -> present.restart() == restart ? null : present);
    }

    private Outcome outcome(Finding finding, Restart restart, SharedClaim claim) throws InterruptedException {
        checkpoint.accept(Restart.Step.BEGIN);
        if (claim.take() == SharedClaim.Result.LOST) {
            return new Outcome.LeftToOther();
        }
        checkpoint.accept(Restart.Step.CLAIM);
        boolean ended = false;
        try {
            Outcome outcome = noted(finding, restart);
            ended = outcome.isEnd();
            return outcome;
        } finally {
            claim.leave(ended);
            journal.leave(finding.process().namespec(), ended);
            checkpoint.accept(Restart.Step.RELEASE);
        }
    }

    private Outcome noted(Finding finding, Restart restart) throws InterruptedException {
        Namespec process = finding.process().namespec();
        try {
            if (!journal.hold(process, entry(finding))) {
                return new Outcome.LeftToOther();
            }
        } catch (IOException e) {
            LOG.warnf(
                    "%s: the journal can't be written (%s): should this program be killed now, look after %s yourself",
                    process, e, process);
        }
        checkpoint.accept(Restart.Step.NOTE);
        return restart.carryOut();
    }

    private static Journal.Entry entry(Finding finding) {
        FlagPath flag = finding.search().found().orElseThrow();
        return new Journal.Entry(
                finding.run().map(Run::pid).orElse(0),
                finding.run().map(Run::startTicks).orElse(0L),
                flag.shown(),
                flag.rule(),
                finding.file().map(Present::owner).orElse(-1));
    }

    private RestartReport report(Finding finding, Outcome outcome) {
        Namespec process = finding.process().namespec();
        int attempts = retries.attempts(process) + 1;
        if (outcome.isEnd()) {
            retries.ended(process);
        } else {
            retries.failed(process);
        }
        return new RestartReport(finding, outcome, attempts);
    }

    /** Waits for what is under way. */
    void await() throws InterruptedException {
        ExecutorService running;
        synchronized (this) {
            running = threads;
            threads = null;
        }
        if (running == null) {
            return;
        }
        running.shutdown();
        while (!running.awaitTermination(5, TimeUnit.SECONDS)) {
            LOG.infof("waiting for %s", waitingFor());
        }
    }

    private String waitingFor() {
        return underWay.values().stream().map(it -> it.restart().waitingFor()).collect(Collectors.joining(", "));
    }

    /** Nothing new begins; what is under way is carried to its start. */
    @Override
    public void close() {
        closing = true;
        if (!underWay.isEmpty()) {
            LOG.infof("ending; waiting for %s", waitingFor());
        }
        try {
            await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
