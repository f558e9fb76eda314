package io.oome.restart;

import io.oome.journal.Entry.Past;
import io.oome.journal.Restart;
import io.oome.jvm.Verdict;
import io.oome.notify.Durations;
import io.oome.notify.Labelled;
import io.oome.notify.Metrics;
import io.oome.scan.FlagPath;
import io.oome.scan.FlagRule;
import io.oome.supervisor.Namespec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The metrics of scans and restarts. */
public final class RestartMetrics {

    private static final double MILLIS = 1000.0;

    /** A flag is acted on within 0.1 s where its folder is watched, and at the next tick where it is not. */
    private static final double[] DETECTION = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 30, 60, 120};

    private final Metrics metrics;
    private final Labelled restarts;
    private final Labelled lastRestart;
    private final Labelled lastScan;
    private final Durations scans;
    private final Labelled exhausted;
    private final Labelled unarmed;
    private final Durations detection;

    /**
     * @param oomKills the memory cgroup's count, where it can be read
     */
    public RestartMetrics(Metrics metrics, Supplier<OptionalLong> oomKills) {
        this.metrics = metrics;
        restarts = metrics.counter(
                "oome_monitor_restarts_total",
                "OutOfMemoryErrors acted on, by the rule that named the flag and by how the restart ended.",
                "rule",
                "result");
        lastRestart = metrics.gauge(
                "oome_monitor_last_restart_timestamp_seconds", "When a process was last restarted, by any monitor.");
        exhausted = metrics.gauge(
                "oome_monitor_exhausted",
                "1 if a process has a flag and is out of its --max-restarts: the monitor leaves it as it is.");
        unarmed = metrics.gauge(
                "oome_monitor_unarmed",
                "1 if the next OutOfMemoryError of a process would pass unnoticed: unarmed, mismatch or unwritable.");
        lastScan = metrics.gaugeOfOurs(
                "oome_monitor_last_scan_timestamp_seconds", "When the last successful scan was over.");
        scans = metrics.durations("oome_monitor_scan_duration_seconds", "How long successful scans took.");
        detection = metrics.durations(
                "oome_monitor_detection_seconds", "From the flag to the stop of its process.", DETECTION);
        metrics.counter(
                "oome_monitor_cgroup_oom_kills_total",
                "OOM kills that the kernel has counted in the memory cgroup.",
                oomKills);
    }

    /** A successful scan is over. */
    public void scanned(ScanResult result, Duration took, Instant now) {
        lastScan.set(seconds(now));
        scans.add(took);
        metrics.retain(result.findings().stream()
                .map(it -> Metrics.key(it.namespec().name(), it.namespec().group()))
                .collect(Collectors.toSet()));
        result.findings().forEach(this::scanned);
    }

    /** A scan does not look at a process during its restart: its values stay. */
    private void scanned(Finding finding) {
        if (finding.evidence() == Evidence.UNDER_WAY) {
            return;
        }
        Namespec process = finding.namespec();
        boolean isExhausted = finding.evidence() == Evidence.OVER_BUDGET && finding.decision() == Decision.REPORT;
        exhausted.set(isExhausted ? 1 : 0, process.name(), process.group());
        boolean isExempt = finding.about().seen().exempt().isPresent();
        finding.about()
                .seen()
                .verdict()
                .filter(any -> !isExempt)
                .ifPresent(it -> unarmed.set(
                        it.kind().compareTo(Verdict.Kind.UNKNOWN) < 0 ? 1 : 0, process.name(), process.group()));
        finding.about().entry().history().stream()
                .filter(Past::counts)
                .reduce((earlier, later) -> later)
                .ifPresent(it -> lastRestart.set(seconds(it.when()), process.name(), process.group()));
        if (!isExempt && finding.search().found().isPresent()) {
            restarts.begin(process.name(), process.group(), rule(finding), "restarted");
        }
    }

    /** A restart has ended, well or badly. */
    public void ended(RestartReport report, Instant now) {
        Namespec process = report.process();
        String result = report.outcome().word();
        restarts.increase(process.name(), process.group(), rule(report.finding()), result);
        report.detection().ifPresent(detection::add);
        if (report.outcome() instanceof Outcome.Restarted) {
            lastRestart.set(seconds(now), process.name(), process.group());
        }
    }

    /** A resumed restart has the rule that it began with. */
    private static String rule(Finding finding) {
        Optional<FlagRule> begun = finding.decision() == Decision.RESUME
                ? finding.about().entry().restart().map(Restart::cause).map(Restart.Cause::rule)
                : Optional.empty();
        return begun.or(() -> finding.search().found().map(FlagPath::rule))
                .map(FlagRule::toString)
                .orElse("none");
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / MILLIS;
    }
}
