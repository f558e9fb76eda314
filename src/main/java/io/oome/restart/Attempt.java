package io.oome.restart;

import io.oome.journal.Entry;
import io.oome.journal.Entry.Past;
import io.oome.journal.Restart;
import io.oome.journal.Restart.Cause;
import io.oome.journal.Restart.Origin;
import io.oome.proc.Run;
import io.oome.scan.FlagFile.Present;
import io.oome.scan.FlagPath;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One restart that the {@link Driver} advances; confined to its thread. */
final class Attempt {

    final Finding finding;
    final Batch batch;

    /** The journal entry; null until claimed. */
    private Entry entry;

    /** The state that supervisord last reported. */
    ProcessState state;

    long downSince;
    long startedAt;

    /** From the flag to the stop that this monitor asked for; null before. */
    private Duration detection;

    /** Attempts that share a flag: it is deleted once all of them are claimed. */
    static final class Batch {
        boolean deletesFlag;
        int unclaimed;

        Batch(boolean deletesFlag, int members) {
            this.deletesFlag = deletesFlag;
            this.unclaimed = members;
        }
    }

    Attempt(Finding finding, Batch batch) {
        this.finding = finding;
        this.batch = batch;
        this.state = finding.process().state();
    }

    Namespec process() {
        return finding.namespec();
    }

    boolean isClaimed() {
        return entry != null;
    }

    boolean isResumed() {
        return finding.decision() == Decision.RESUME;
    }

    /** The restart before its first step. */
    Restart planned() {
        return finding.about().unfinished().orElseGet(() -> Restart.claimed(cause(), origin()));
    }

    private Cause cause() {
        FlagPath path = finding.search().found().orElseThrow();
        return new Cause(
                finding.flag().map(Present::id).orElseThrow(), path.shown().toString(), path.rule());
    }

    private Origin origin() {
        Optional<Run> run = finding.about().seen().identity().run();
        return Origin.of(finding.process(), run.map(Run::startTicks).orElse(0L));
    }

    Restart restart() {
        return entry.restart().orElseThrow();
    }

    boolean isLaterRun(ProcessInfo now) {
        return isClaimed() && now.pid() > 0 && restart().origin().isOver(now);
    }

    boolean isStarting() {
        return isClaimed() && restart().isStarted() && state == ProcessState.STARTING;
    }

    /** A resumed attempt whose start ended FATAL begins with that run. */
    Entry claim(Entry found, ProcessInfo now) {
        Restart planned = planned();
        boolean again = isResumed() && planned.isStarted() && now.state() == ProcessState.FATAL;
        Restart begun = again ? planned.of(Origin.of(now, 0)) : planned;
        entry = isResumed() ? found.with(begun) : found.begin(begun);
        return entry;
    }

    void stopsAt(Instant now) {
        detection = finding.flag()
                .filter(any -> !isResumed())
                .map(it -> Duration.between(it.id().changed(), now))
                .orElse(null);
    }

    Optional<Duration> detection() {
        return Optional.ofNullable(detection);
    }

    int failures() {
        return isClaimed() ? restart().failures() : 0;
    }

    Entry at(Restart restart) {
        entry = entry.with(restart);
        return entry;
    }

    Entry end(Past past, List<Restart.Member> survivors) {
        return entry.end(past, survivors);
    }

    Past past(Instant when, int newPid, String result) {
        return new Past(
                when,
                restart().cause().flag(),
                restart().origin().pid(),
                newPid,
                result,
                restart().isStarted());
    }

    /** For the log when the monitor exits, and a terminal's progress line: {@code web (stop)}. */
    String waitingFor() {
        if (!isClaimed()) {
            return process() + " (queued)";
        }
        return process() + (restart().isStarted() ? " (start)" : " (stop)");
    }
}
