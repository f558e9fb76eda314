package io.oome.restart;

import io.oome.journal.Entry;
import io.oome.journal.Entry.Past;
import io.oome.journal.Restart;
import io.oome.journal.Restart.Cause;
import io.oome.journal.Restart.Origin;
import io.oome.journal.Restart.Step;
import io.oome.jvm.Verdict;
import io.oome.proc.Run;
import io.oome.scan.FlagFile;
import io.oome.scan.FlagFile.Names;
import io.oome.scan.FlagFile.Present;
import io.oome.scan.FlagId;
import io.oome.scan.FlagPath;
import io.oome.scan.FlagRule;
import io.oome.scan.FlagSearch;
import io.oome.scan.Identity;
import io.oome.scan.Jvm;
import io.oome.scan.Observation;
import io.oome.scan.Place;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds cases to decide on. By default: a process RUNNING for a minute as pid 71, whose OOME_FILE does not exist. */
final class Cases {

    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    static final Instant START = NOW.minusSeconds(60);
    static final Instant BEFORE = START.minusSeconds(10);
    static final Instant AFTER = NOW.minusSeconds(12);

    private static final Path PATH = Path.of("/tmp/web.oome");

    private final Namespec name;
    private int pid = 71;
    private long startTicks = 4711;
    private ProcessState state = ProcessState.RUNNING;
    private Instant start = START;
    private Identity identity;
    private Duration later = Duration.ZERO;
    private Optional<Jvm> jvm = Optional.empty();
    private boolean unflagged;
    private Optional<Verdict> verdict = Optional.empty();
    private FlagSearch search = new FlagSearch(Optional.of(new FlagPath(PATH, FlagRule.OOME_FILE, PATH)), List.of());
    private FlagFile flag = new FlagFile.Absent();
    private Optional<String> exempt = Optional.empty();
    private Entry entry;
    private boolean held;
    private int scansToWait;
    private List<Integer> survivors = List.of();

    private Cases(String name) {
        this.name = Namespec.parse(name);
        this.entry = Entry.empty(this.name);
    }

    static Cases of(String name) {
        return new Cases(name);
    }

    /** A flag made at that time; the same time makes the same flag. */
    static FlagId flagId(Instant changed) {
        return new FlagId(2049, 131842, changed);
    }

    static Restart restart(Step step, Origin origin) {
        return Restart.claimed(new Cause(flagId(AFTER), PATH.toString(), FlagRule.OOME_FILE), origin)
                .at(step);
    }

    Cases running(int otherPid) {
        pid = otherPid;
        return this;
    }

    Cases startedAt(Instant time) {
        start = time;
        return this;
    }

    Cases ticks(long ticks) {
        startTicks = ticks;
        return this;
    }

    Cases is(ProcessState other) {
        state = other;
        return this;
    }

    Cases identity(Identity other) {
        identity = other;
        return this;
    }

    Cases search(FlagSearch other) {
        search = other;
        return this;
    }

    Cases flag(FlagFile other) {
        flag = other;
        return this;
    }

    Cases flagged(Instant changed) {
        return flagged(changed, Names.NOBODY);
    }

    Cases flagged(Instant changed, Names names) {
        return flag(new Present(flagId(changed), 0, true, names));
    }

    Cases flaggedByAnotherUser(Instant changed, int uid) {
        return flag(new Present(flagId(changed), uid, false, Names.NOBODY));
    }

    Cases exempt(String why) {
        exempt = Optional.of(why);
        return this;
    }

    Cases unfinished(Restart restart) {
        entry = entry.begin(restart);
        return this;
    }

    Cases handled(Instant changed, Instant when) {
        Restart restart = Restart.claimed(
                new Cause(flagId(changed), PATH.toString(), FlagRule.OOME_FILE), new Origin(70, START, 1));
        entry = entry.begin(restart).end(new Past(when, flagId(changed), 70, 71, "restarted", true), List.of());
        return this;
    }

    /** By any monitor. */
    Cases restartedAt(Instant... times) {
        List<Past> history = new ArrayList<>(entry.history());
        for (Instant time : times) {
            history.add(new Past(time, flagId(BEFORE.minusSeconds(1)), 70, 71, "restarted", true));
        }
        entry = new Entry(name, entry.restart(), entry.handled(), List.copyOf(history), entry.survivors());
        return this;
    }

    Cases held() {
        held = true;
        return this;
    }

    Cases waits(int scans) {
        scansToWait = scans;
        return this;
    }

    Cases survivedBy(Integer... pids) {
        survivors = List.of(pids);
        return this;
    }

    Cases jvm(Jvm whose) {
        jvm = Optional.of(whose);
        return this;
    }

    /** The JVM started that long after its process. */
    Cases startedLater(Duration than) {
        later = than;
        return this;
    }

    /** Of another JVM. */
    Cases afterAnUnflaggedPlace() {
        unflagged = true;
        return this;
    }

    private List<Place> places() {
        Place place = new Place(search, flag, jvm, later, Optional.empty());
        FlagPath other = new FlagPath(Path.of("/other"), FlagRule.OOME_FILE, Path.of("/other"));
        return unflagged
                ? List.of(Place.of(new FlagSearch(Optional.of(other), List.of()), new FlagFile.Absent()), place)
                : List.of(place);
    }

    Cases judged(Verdict given) {
        verdict = Optional.of(given);
        return this;
    }

    Case build() {
        boolean down = state.isDown() || state == ProcessState.BACKOFF;
        ProcessInfo process = new ProcessInfo(name, state, down ? 0 : pid, start, Instant.EPOCH, 0, "");
        Run run = new Run(pid, startTicks, start);
        Identity told = down ? new Identity.Down(Optional.of(run)) : new Identity.Proven(run);
        Observation seen = new Observation(process, identity == null ? told : identity, places(), verdict, exempt);
        return new Case(seen, entry, held, scansToWait, survivors);
    }

    static List<Finding> classify(Cases... cases) {
        return classify(Budget.UNLIMITED, cases);
    }

    static List<Finding> classify(Budget budget, Cases... cases) {
        return new Classifier(budget, NOW)
                .classify(List.of(cases).stream().map(Cases::build).toList());
    }

    Finding finding() {
        return classify(this).get(0);
    }
}
