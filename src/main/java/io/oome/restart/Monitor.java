package io.oome.restart;

import io.oome.journal.Entry;
import io.oome.journal.Entry.Past;
import io.oome.journal.Journal;
import io.oome.notify.Hook;
import io.oome.notify.Printable;
import io.oome.scan.FlagId;
import io.oome.scan.FlagInspector;
import io.oome.scan.Scanner;
import io.oome.scan.Selection;
import io.oome.supervisor.NamePattern;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.Server;
import io.oome.supervisor.Supervisor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Looks, decides, acts. A scan returns once its restarts have begun: none delays the next scan. */
public final class Monitor implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Monitor.class);

    private final Tools tools;
    private final Policy policy;
    private final Consumer<RestartReport> reports;
    private final Driver driver;
    private final Pace pace;
    private final Backoff backoff = new Backoff();
    private final Hooks hooks;
    private final Observer observer;

    /** supervisord's answer at the last scan. */
    private List<ProcessInfo> last = List.of();

    /** What a monitor looks and acts with. */
    public record Tools(
            Supervisor supervisor, Scanner scanner, Journal journal, FlagInspector flags, Survivors survivors) {}

    /**
     * @param reports receives each restart that has ended, on another thread
     * @param hook run before each stop and after each restart
     */
    public Monitor(Tools tools, Policy policy, Consumer<RestartReport> reports, Optional<Hook> hook) {
        this(tools, policy, reports, hook, new Pace());
    }

    Monitor(Tools tools, Policy policy, Consumer<RestartReport> reports, Optional<Hook> hook, Pace pace) {
        this.tools = tools;
        this.policy = policy;
        this.reports = reports;
        this.pace = pace;
        this.hooks = new Hooks(hook);
        this.observer = new Observer(tools, policy, backoff, pace);
        Claims claims = new Claims(tools.journal(), tools.flags());
        Course course = new Course(tools.supervisor(), tools.journal(), claims, tools.survivors(), pace);
        this.driver = new Driver(tools.supervisor(), course, new Progress(), policy.parallel(), pace);
    }

    /** Scans as at a tick. */
    public ScanResult scan() {
        return scan(Occasion.TICK);
    }

    /**
     * Scans, and begins what it decides.
     *
     * @throws io.oome.supervisor.SupervisorException if supervisord can't be reached
     */
    public ScanResult scan(Occasion occasion) {
        if (occasion == Occasion.TICK) {
            backoff.nextScan();
        }
        Set<Namespec> underWay = driver.underWay();
        List<ProcessInfo> all = tools.supervisor().getAllProcessInfo();
        last = all;
        List<NamePattern> unmatched = policy.selection().unmatched(all);
        List<Finding> every = classify(observer.look(all, underWay));
        List<Finding> findings = every.stream().filter(this::isSelected).toList();
        Optional<Escalation> escalation = escalation(findings);
        // The shutdown would cut off a restart that begins now.
        if (!policy.dry() && escalation.isEmpty()) {
            findings = act(findings, every);
        }
        return new ScanResult(findings, unmatched, escalation);
    }

    /**
     * Restarts processes whose flag has just appeared, without asking supervisord for all processes, which takes most
     * of a scan: uses the last scan's answer, and observes again only processes with a flag. The driver asks about each
     * process again before it stops it.
     *
     * @return whether nothing is left to do; if false, a scan is needed
     */
    public boolean glance() {
        if (policy.dry() || !observer.isComplete() || !tools.scanner().isAll(last)) {
            return false;
        }
        List<Finding> every = classify(observer.lookAtFlagged(last, driver.underWay()));
        Map<Boolean, List<Finding>> urgent = every.stream()
                .filter(this::isSelected)
                .filter(it -> it.decision().changesSomething())
                .collect(Collectors.partitioningBy(it -> it.decision() == Decision.RESTART));
        // Such a JVM ends a moment after its flag: supervisord, or a wrapper, may then restart it.
        if (urgent.get(true).stream().anyMatch(it -> it.about().seen().place().isOfExitingJvm())) {
            return false;
        }
        act(urgent.get(true), every);
        return !urgent.get(true).isEmpty() && urgent.get(false).isEmpty();
    }

    private List<Finding> classify(List<Case> cases) {
        return new Classifier(policy.budget(), pace.now()).classify(cases);
    }

    private Optional<Escalation> escalation(List<Finding> findings) {
        return policy.action() == MaxRestartsAction.SHUTDOWN
                ? Escalation.of(
                        findings, () -> tools.scanner().supervisordsStart().orElse(Instant.MIN))
                : Optional.empty();
    }

    private boolean isSelected(Finding finding) {
        return policy.selection().contains(finding.namespec());
    }

    private List<Finding> act(List<Finding> findings, List<Finding> every) {
        List<Finding> acted = findings.stream().map(this::delete).toList();
        acted.stream().filter(it -> it.decision() == Decision.NOTE).forEach(this::note);
        for (List<Finding> batch : batches(acted)) {
            warnIfShared(batch);
            driver.begin(batch, deletesFlag(batch, every));
        }
        return acted;
    }

    /** A file found there when a restart is resumed may not be the flag that the restart began with. */
    private static boolean deletesFlag(List<Finding> batch, List<Finding> every) {
        return batch.get(0).decision() != Decision.RESUME
                && Classifier.mayDelete(batch.get(0).flag().orElseThrow().id(), batch, every);
    }

    private Finding delete(Finding finding) {
        if (finding.decision() != Decision.DELETE) {
            return finding;
        }
        try {
            tools.flags()
                    .delete(
                            finding.search().found().orElseThrow(),
                            finding.flag().orElseThrow());
            return finding;
        } catch (IOException e) {
            return finding.but(Decision.REPORT, finding.reason() + "; can't delete it (" + e + ")");
        }
    }

    /** Notes it in the journal, if no other monitor has; the flag is then stale for all monitors. */
    private void note(Finding finding) {
        if (!tools.journal().lock(finding.namespec())) {
            return;
        }
        FlagId flag = finding.flag().orElseThrow().id();
        Entry entry = tools.journal().entry(finding.namespec());
        boolean isNew = !entry.hasHandled(flag);
        if (isNew) {
            Outcome noted = new Outcome.Noted();
            int pid = finding.process().pid();
            tools.journal().write(entry.note(new Past(flag.changed(), flag, 0, pid, noted.word(), false)));
            reports.accept(new RestartReport(finding, noted, 0));
        }
        tools.journal().unlock(finding.namespec());
    }

    /** Processes that share a flag are restarted together. */
    private static List<List<Finding>> batches(List<Finding> findings) {
        Map<FlagId, List<Finding>> shared = new LinkedHashMap<>();
        List<List<Finding>> batches = new ArrayList<>();
        for (Finding finding : findings) {
            boolean fresh = finding.decision() == Decision.RESTART || finding.decision() == Decision.START;
            if (fresh) {
                shared.computeIfAbsent(finding.flag().orElseThrow().id(), any -> new ArrayList<>())
                        .add(finding);
            } else if (finding.decision() == Decision.RESUME) {
                batches.add(List.of(finding));
            }
        }
        batches.addAll(shared.values());
        return batches;
    }

    private static void warnIfShared(List<Finding> batch) {
        if (batch.size() > 1) {
            LOG.warnf(
                    "%s share the flag %s, restarting them all: give each its own OOME_FILE, or have the JVM write its"
                            + " pid there: -XX:OnOutOfMemoryError=\"echo %%p > FILE\" (%%%%p in supervisord.conf)",
                    batch.stream().map(it -> it.namespec().toString()).toList(),
                    Printable.brief(batch.get(0).search().found().orElseThrow().shown()));
        }
    }

    /** What supervisord now reports of these processes. */
    public Map<Namespec, Optional<ProcessInfo>> look(Set<Namespec> processes) {
        return tools.supervisor().getProcessInfos(processes);
    }

    /** Waits for the restarts under way. */
    public void awaitRestarts() throws InterruptedException {
        driver.await();
    }

    /**
     * Waits for the restarts under way, or for the limit.
     *
     * @return whether they are over
     */
    boolean awaitRestarts(Duration limit) throws InterruptedException {
        return driver.await(limit);
    }

    /** The supervisord whose processes it watches. */
    public Server server() {
        return tools.supervisor().server();
    }

    /** The restarts under way: {@code web (stop), api (start)}. */
    public String waitingFor() {
        return driver.waitingFor();
    }

    /** Begins no new restart, and carries those under way to their start. */
    @Override
    public void close() {
        try {
            driver.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Progress implements Driver.Listener {
        @Override
        public boolean isReadyToStop(Attempt attempt) {
            return hooks.isReadyToStop(attempt);
        }

        @Override
        public boolean isBusy() {
            return hooks.areRunning();
        }

        @Override
        public void started(ProcessInfo process) {
            tools.scanner().learn(process);
        }

        @Override
        public void ended(Attempt attempt, Outcome outcome) {
            if (outcome instanceof Outcome.Failed) {
                backoff.failed(attempt.process(), attempt.failures());
            } else {
                backoff.ended(attempt.process());
            }
            RestartReport report = new RestartReport(
                    attempt.finding, outcome, attempt.failures(), attempt.detection(), Optional.empty());
            reports.accept(report);
            hooks.ended(attempt, report);
        }
    }

    /**
     * The operator's settings.
     *
     * @param dry only report what a scan would do
     * @param parallel how many processes may be STARTING at once
     */
    public record Policy(Selection selection, boolean dry, int parallel, Budget budget, MaxRestartsAction action) {}
}
