package io.oome.restart;

import io.oome.proc.Proc;
import io.oome.scan.Bystanders;
import io.oome.scan.Claim;
import io.oome.scan.FlagInspector;
import io.oome.scan.FlagPath;
import io.oome.scan.FlagSearch;
import io.oome.scan.FlagSearcher;
import io.oome.supervisor.NamePattern;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.Supervisor;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Scans, decides, acts. A scan returns as soon as what it decided is begun: no restart holds up the next. */
public final class Monitor implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Monitor.class);

    private final Supervisor supervisor;
    private final MonitorSettings settings;
    private final Scanner scanner;
    private final Proc proc;
    private final Journal journal;
    private final Bystanders bystanders;
    private final Restarts restarts;
    private final Announcer announcer = new Announcer();
    private final Set<NamePattern> missed = new HashSet<>();

    private Monitor(
            Supervisor supervisor,
            MonitorSettings settings,
            Scanner scanner,
            Proc proc,
            Journal journal,
            Bystanders bystanders,
            Restarts restarts) {
        this.supervisor = supervisor;
        this.settings = settings;
        this.scanner = scanner;
        this.proc = proc;
        this.journal = journal;
        this.bystanders = bystanders;
        this.restarts = restarts;
    }

    /**
     * @param supervisordPid asked only for a process that is down and was not seen while it ran
     * @param reports told of each restart that has ended, on its thread
     */
    public static Monitor of(
            Supervisor supervisor,
            MonitorSettings settings,
            Proc proc,
            FlagSearcher searcher,
            FlagInspector inspector,
            Journal journal,
            Bystanders bystanders,
            Supplier<Optional<Integer>> supervisordPid,
            Consumer<RestartReport> reports) {
        return of(
                supervisor,
                settings,
                proc,
                searcher,
                inspector,
                journal,
                bystanders,
                supervisordPid,
                reports,
                step -> {});
    }

    /**
     * @param checkpoint told of each step of a restart; a test of crashes kills the program there
     */
    static Monitor of(
            Supervisor supervisor,
            MonitorSettings settings,
            Proc proc,
            FlagSearcher searcher,
            FlagInspector inspector,
            Journal journal,
            Bystanders bystanders,
            Supplier<Optional<Integer>> supervisordPid,
            Consumer<RestartReport> reports,
            Consumer<Restart.Step> checkpoint) {
        Scanner scanner = new Scanner(supervisor, proc, searcher, inspector, journal, supervisordPid);
        Restarts restarts = new Restarts(supervisor, journal, settings.parallel(), checkpoint, reports);
        return new Monitor(supervisor, settings, scanner, proc, journal, bystanders, restarts);
    }

    /**
     * One scan, and what it decides.
     *
     * @throws io.oome.supervisor.SupervisorException if supervisord can't be asked
     */
    public ScanResult scan() {
        List<ProcessInfo> all = supervisor.getAllProcessInfo();
        List<NamePattern> unmatched = settings.selection().unmatched(all);
        warn(unmatched);
        announcer.keepOnly(all);
        List<ProcessInfo> selected = all.stream()
                .filter(it -> settings.selection().contains(it.namespec()))
                .toList();
        List<Finding> findings =
                find(all, selected).stream().map(this::restrain).toList();
        List<Finding> acted = findings.stream().map(this::tidyUp).toList();
        acted.forEach(it -> announcer.announce(it, settings.dry()));
        if (!settings.dry()) {
            groups(acted).forEach(restarts::begin);
        }
        return new ScanResult(acted, unmatched);
    }

    private void warn(List<NamePattern> unmatched) {
        for (NamePattern pattern : unmatched) {
            if (missed.add(pattern)) {
                LOG.warnf("-p %s matches no process of supervisord's", pattern);
            }
        }
        missed.retainAll(unmatched);
    }

    private List<Finding> find(List<ProcessInfo> all, List<ProcessInfo> selected) {
        Judge judge = new Judge(proc, journal, bystanders, settings.selection(), Instant.now());
        List<ProcessInfo> idle = selected.stream()
                .filter(it -> !restarts.isUnderWay(it.namespec()))
                .toList();
        List<Suspect> free = scanner.scan(all, idle).stream()
                .filter(it -> !it.path().map(restarts::isUnderWay).orElse(false))
                .toList();
        Map<ProcessInfo, Finding> findings = new LinkedHashMap<>();
        judge.judge(free).forEach(it -> findings.put(it.process(), it));
        return selected.stream()
                .map(it -> findings.computeIfAbsent(it, Monitor::underWay))
                .toList();
    }

    private static Finding underWay(ProcessInfo process) {
        return new Finding(
                process,
                new FlagSearch(Optional.empty(), List.of()),
                Evidence.CLAIM_HELD,
                Decision.SKIP,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "its restart is under way");
    }

    /** Too often of late, or its start has failed just now. */
    private Finding restrain(Finding finding) {
        if (!finding.decision().isRestart()) {
            return finding;
        }
        if (isNew(finding) && !settings.limit().allows(finding.namespec())) {
            return finding.but(
                    Decision.QUARANTINE,
                    finding.reason() + "; restarted too often (--max-restarts: " + settings.limit() + ")");
        }
        int scans = restarts.retries().scansToWait(finding.namespec());
        if (scans > 0) {
            int failed = restarts.retries().attempts(finding.namespec());
            return finding.but(
                    Decision.WAIT, "its start has failed " + failed + " times; next attempt in " + scans + " scans");
        }
        return finding;
    }

    /** Not the end of what a dead monitor has begun, which no limit may stop. */
    private static boolean isNew(Finding finding) {
        return finding.decision() == Decision.RESTART || finding.decision() == Decision.START;
    }

    /** Deletes what is over. */
    private Finding tidyUp(Finding finding) {
        boolean over = finding.decision() == Decision.DELETE_STALE || finding.decision() == Decision.DROP_CLAIM;
        if (!over || settings.dry()) {
            return finding;
        }
        FlagPath path = finding.search().found().orElseThrow();
        try {
            if (finding.decision() == Decision.DELETE_STALE) {
                Claim.delete(path, finding.file().orElseThrow());
                return finding;
            }
            if (finding.file().isPresent()) {
                drop(path, finding);
            }
            journal.drop(finding.namespec());
            restarts.retries().ended(finding.namespec());
            return finding;
        } catch (IOException e) {
            return finding.but(Decision.REPORT, finding.reason() + "; it can't be deleted (" + e + ")");
        }
    }

    private static void drop(FlagPath path, Finding finding) throws IOException {
        Optional<Claim> claim = Claim.takeOver(path, finding.file().orElseThrow());
        if (claim.isPresent()) {
            claim.get().fulfil();
        }
    }

    /** Those that share a flag, or a claim, are restarted on one claim. */
    private Collection<List<Finding>> groups(List<Finding> findings) {
        Map<Object, List<Finding>> groups = new LinkedHashMap<>();
        for (Finding finding : findings) {
            if (finding.decision().isRestart()) {
                Object key = finding.file().<Object>map(it -> it.key()).orElse(finding.namespec());
                groups.computeIfAbsent(key, any -> new ArrayList<>()).add(finding);
                if (isNew(finding)) {
                    settings.limit().count(finding.namespec());
                }
            }
        }
        groups.values().forEach(this::warnIfShared);
        return groups.values();
    }

    private void warnIfShared(List<Finding> group) {
        if (group.size() > 1) {
            LOG.warnf(
                    "%s share the flag %s, and are all restarted: give each its own OOME_FILE, or let the JVM write its"
                            + " pid there: -XX:OnOutOfMemoryError=\"echo %%p > FILE\"",
                    group.stream().map(it -> it.namespec().toString()).toList(),
                    group.get(0).search().found().orElseThrow().shown());
        }
    }

    /** Waits for the restarts that were begun. */
    public void awaitRestarts() throws InterruptedException {
        restarts.await();
    }

    /** Begins no restart any more, and waits for those under way. */
    @Override
    public void close() {
        restarts.close();
    }
}
