package io.oome.command;

import io.oome.jvm.Verdict;
import io.oome.restart.Decision;
import io.oome.restart.Evidence;
import io.oome.restart.Finding;
import io.oome.restart.Outcome;
import io.oome.restart.RestartReport;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a scan by hand has to tell of one process.
 *
 * @param restart what became of it, if one was begun and has ended
 * @param present what supervisord says of the process in the end
 * @param listener an event listener that nobody has named in full
 */
record ProcessReport(
        Finding finding, Optional<RestartReport> restart, ProcessInfo present, boolean listener, Scan scan) {

    private static final String LISTENER = "event listener: never acted on";

    /**
     * @param now when it was over
     */
    record Scan(boolean dry, Instant now) {}

    Namespec namespec() {
        return finding.namespec();
    }

    /** Of the run that was seen, or was to be restarted; 0 if there was none. */
    int pid() {
        return restart.flatMap(RestartReport::oldPid).orElse(finding.process().pid());
    }

    /** Of the run after the restart. */
    Optional<Integer> newPid() {
        return restart.map(RestartReport::outcome).flatMap(Outcome::pid).or(() -> Optional.of(present.pid())
                .filter(it -> it > 0 && it != pid()));
    }

    /** Of the run that there is in the end. */
    Optional<Duration> uptime() {
        return present.pid() > 0 ? Optional.of(Duration.between(present.start(), scan.now())) : Optional.empty();
    }

    History history() {
        History before = History.of(finding.about().entry(), scan.now());
        return restart.map(RestartReport::outcome)
                .filter(it -> Concern.of(it) == Concern.RESTARTED || it instanceof Outcome.Restarted)
                .map(it -> before.and(it.word(), scan.now()))
                .orElse(before);
    }

    /** Nobody acts on it, whatever lies where its flag would be. */
    boolean isExempt() {
        return listener || finding.about().seen().exempt().isPresent();
    }

    /** Where its flag was looked for may not be where it is. */
    boolean isGuess() {
        return !isExempt()
                && finding.search().found().isPresent()
                && finding.search().isGuess();
    }

    /** Would an OutOfMemoryError be noticed? */
    Optional<Verdict> verdict() {
        return isExempt() ? Optional.empty() : finding.about().seen().verdict();
    }

    Concern concern() {
        if (restart.isPresent()) {
            return Concern.of(restart.get().outcome());
        }
        Concern concern = Concern.of(finding, scan.dry());
        return concern == Concern.FINE
                ? verdict().filter(Verdict::needsAttention).map(Concern::of).orElse(concern)
                : concern;
    }

    String reason() {
        return restart.map(RestartReport::reason).orElseGet(this::withoutRestart);
    }

    private String withoutRestart() {
        boolean unflagged = finding.evidence() == Evidence.NONE || finding.evidence() == Evidence.NO_PATH;
        String why = listener && unflagged ? LISTENER : finding.reason();
        String owner = finding.flag().map(it -> ", owner uid " + it.owner()).orElse("");
        String unprepared = verdict()
                .filter(it -> it.needsAttention() || isUnexplained(it))
                .map(it -> "; " + it.text())
                .orElse("");
        return spawnError() + why + owner + whyNot() + guess() + unprepared;
    }

    /** Of a guess it is told what to do. */
    private boolean isUnexplained(Verdict verdict) {
        return verdict.kind() == Verdict.Kind.UNKNOWN
                && verdict.remedy().isPresent()
                && finding.evidence() != Evidence.GUESS;
    }

    /** Why supervisord has given up. */
    private String spawnError() {
        String error = present.spawnerr();
        return present.state() == ProcessState.FATAL && !error.isEmpty() ? error + "; " : "";
    }

    private String whyNot() {
        if (finding.decision() == Decision.LEAVE) {
            return "; but an operator has stopped it";
        }
        boolean missed = finding.decision().isRestart() && !scan.dry();
        return missed ? "; this program was ended before" : "";
    }

    private String guess() {
        return isGuess() && finding.evidence() != Evidence.GUESS
                ? "; this path is a guess: " + finding.search().unknowns()
                : "";
    }
}
