package io.oome.command;

import io.oome.journal.Entry;
import io.oome.journal.Entry.Past;
import io.oome.jvm.Verdict;
import io.oome.proc.Run;
import io.oome.restart.Case;
import io.oome.restart.Decision;
import io.oome.restart.Evidence;
import io.oome.restart.Finding;
import io.oome.restart.Outcome;
import io.oome.restart.RestartReport;
import io.oome.scan.FlagFile;
import io.oome.scan.FlagFile.Names;
import io.oome.scan.FlagFile.Present;
import io.oome.scan.FlagId;
import io.oome.scan.FlagPath;
import io.oome.scan.FlagRule;
import io.oome.scan.FlagSearch;
import io.oome.scan.FlagSearch.PassedOver;
import io.oome.scan.Identity;
import io.oome.scan.Observation;
import io.oome.scan.Place;
import io.oome.supervisor.NamePattern;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import io.oome.supervisor.Server;
import io.oome.supervisor.ServerUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds reports of processes, by default RUNNING for four hours without a flag. */
final class Reports {

    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private static final Duration UPTIME = Duration.ofHours(4);
    private static final int PID = 71;
    private static final int NEW_PID = 98;

    private final Namespec name;
    private final Path path;
    private final List<Past> history = new ArrayList<>();
    private FlagSearch search;
    private ProcessState state = ProcessState.RUNNING;
    private String spawnError = "";
    private FlagFile flag = new FlagFile.Absent();
    private Evidence evidence = Evidence.NONE;
    private Decision decision = Decision.NOTHING;
    private Optional<Duration> age = Optional.empty();
    private String reason;
    private Optional<Verdict> verdict = Optional.empty();
    private Optional<Outcome> outcome = Optional.empty();
    private Optional<ProcessState> now = Optional.empty();
    private boolean listener;

    private Reports(String name) {
        this.name = Namespec.parse(name);
        this.path = Path.of("/tmp/" + this.name.name() + ".oome");
        this.search = new FlagSearch(Optional.of(new FlagPath(path, FlagRule.OOME_FILE, path)), List.of());
        this.reason = "no flag " + path + " (rule: OOME_FILE)";
    }

    static Reports of(String name) {
        return new Reports(name);
    }

    static ScanReport dry(Reports... processes) {
        return report(true, processes);
    }

    static ScanReport done(Reports... processes) {
        return report(false, processes);
    }

    private static ScanReport report(boolean dry, Reports... processes) {
        return new ScanReport(Stream.of(processes).map(it -> it.build(dry)).toList(), List.of(), server(), dry);
    }

    static ScanReport unmatched(String pattern) {
        return new ScanReport(List.of(of("web").build(true)), List.of(NamePattern.parse(pattern)), server(), true);
    }

    static Server server() {
        return new Server(
                ServerUrl.parse("unix:///run/supervisor.sock"),
                "/etc/supervisord.conf of pid 1",
                () -> Server.Access.OPEN);
    }

    Reports is(ProcessState other) {
        state = other;
        return this;
    }

    Reports fatal(String error) {
        spawnError = error;
        return is(ProcessState.FATAL);
    }

    Reports flagged(Duration old, Decision what) {
        flag = new Present(new FlagId(2049, 131842, NOW.minus(old)), 1000, true, Names.NOBODY);
        age = Optional.of(old);
        return found(
                Evidence.FRESH,
                what,
                "OutOfMemoryError flag " + path + " (rule: OOME_FILE), " + old.toSeconds() + " s old");
    }

    Reports found(Evidence what, Decision then, String why) {
        evidence = what;
        decision = then;
        reason = why;
        return this;
    }

    Reports guessed() {
        Path cwd = Path.of("/srv/" + name.name() + "/work/oome");
        search = new FlagSearch(
                Optional.of(new FlagPath(cwd, FlagRule.CWD, cwd)),
                List.of(
                        new PassedOver(FlagRule.CONFIGURATION, "no file for it", false),
                        new PassedOver(FlagRule.OOME_FILE, "no permission to read its environment", true)));
        return found(
                Evidence.GUESS,
                Decision.REPORT,
                "no flag " + cwd + " (rule: cwd), but that path is a guess (" + search.unknowns() + ")");
    }

    Reports listener() {
        listener = true;
        return this;
    }

    Reports restarted(Duration ago, String result) {
        history.add(new Past(NOW.minus(ago), new FlagId(2049, 7, NOW.minus(ago)), 70, PID, result, true));
        return this;
    }

    Reports judged(Verdict.Kind kind, String why, String... cautions) {
        verdict = Optional.of(new Verdict(kind, why, Optional.empty(), List.of(cautions)));
        return this;
    }

    /** With a restart, after which the process is in the given state, with pid 98 if alive. */
    Reports ended(Outcome how, ProcessState after) {
        outcome = Optional.of(how);
        now = Optional.of(after);
        return this;
    }

    ProcessReport build(boolean dry) {
        boolean down = state.isDown() || state == ProcessState.BACKOFF;
        Instant start = NOW.minus(UPTIME);
        ProcessInfo process = new ProcessInfo(name, state, down ? 0 : PID, start, Instant.EPOCH, 0, spawnError);
        Identity identity = down ? new Identity.Down(Optional.empty()) : new Identity.Proven(new Run(PID, 4711, start));
        Observation seen =
                new Observation(process, identity, List.of(Place.of(search, flag)), verdict, Optional.empty());
        Entry entry = new Entry(name, Optional.empty(), List.of(), List.copyOf(history), List.of());
        Finding finding = new Finding(new Case(seen, entry, false, 0, List.of()), evidence, decision, age, reason);
        ProcessInfo present = now.map(it -> new ProcessInfo(
                        name, it, it.isDown() ? 0 : NEW_PID, NOW.minusSeconds(2), Instant.EPOCH, 0, spawnError))
                .orElse(process);
        return new ProcessReport(
                finding,
                outcome.map(it -> new RestartReport(finding, it, 1)),
                present,
                listener,
                new ProcessReport.Scan(dry, NOW));
    }
}
