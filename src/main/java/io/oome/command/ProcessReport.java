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
 * What a scan by hand reports of one process.
 *
 * @param restart the restart, if one has ended
 * @param present what supervisord says of the process at the end
 * @param listener whether this is an event listener that no -p names in full
 */
record ProcessReport(
        Finding finding, Optional<RestartReport> restart, ProcessInfo present, boolean listener, Scan scan) {

    private static final String LISTENER = "event listener: never acted on";

    /**
     * @param now when the scan ended
     */
    record Scan(boolean dry, Instant now) {}

    Namespec namespec() {
        return finding.namespec();
    }

    /** The pid of the run that the scan found; 0 if there was none. */
    int pid() {
        return restart.flatMap(RestartReport::oldPid).orElse(finding.process().pid());
    }

    /** The pid of a run after that. */
    Optional<Integer> newPid() {
        return restart.map(RestartReport::outcome).flatMap(Outcome::pid).or(() -> Optional.of(present.pid())
                .filter(it -> it > 0 && it != pid()));
    }

    /** The uptime of the run at the end. */
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

    /** Never acted on, whatever its flag. */
    boolean isExempt() {
        return listener || finding.about().seen().exempt().isPresent();
    }

    /** The flag's path is uncertain. */
    boolean isGuess() {
        return !isExempt()
                && finding.search().found().isPresent()
                && finding.search().isGuess();
    }

    /** Whether an OutOfMemoryError would be noticed. */
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

    /** The reason of a guess already has a remedy. */
    private boolean isUnexplained(Verdict verdict) {
        return verdict.kind() == Verdict.Kind.UNKNOWN
                && verdict.remedy().isPresent()
                && finding.evidence() != Evidence.GUESS;
    }

    /** Why supervisord has given the process up. */
    private String spawnError() {
        String error = present.spawnerr();
        return present.state() == ProcessState.FATAL && !error.isEmpty() ? error + "; " : "";
    }

    private String whyNot() {
        if (finding.decision() == Decision.LEAVE) {
            return "; but an operator stopped it";
        }
        boolean missed = finding.decision().isRestart() && !scan.dry();
        return missed ? "; this program ended first" : "";
    }

    private String guess() {
        return isGuess() && finding.evidence() != Evidence.GUESS
                ? "; this path is a guess: " + finding.search().unknowns()
                : "";
    }
}
