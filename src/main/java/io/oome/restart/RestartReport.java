package io.oome.restart;

import io.oome.supervisor.Namespec;
import java.time.Duration;
import java.util.Optional;

/**
 * A restart that has ended, well or badly.
 *
 * @param finding why it began
 * @param failures how many starts failed after this OutOfMemoryError
 * @param detection from the flag to the stop, if this monitor asked for it
 * @param oomKills what the kernel counted meanwhile, if anything
 */
public record RestartReport(
        Finding finding, Outcome outcome, int failures, Optional<Duration> detection, Optional<String> oomKills) {

    public RestartReport(Finding finding, Outcome outcome, int failures) {
        this(finding, outcome, failures, Optional.empty(), Optional.empty());
    }

    public RestartReport with(Optional<String> counted) {
        return new RestartReport(finding, outcome, failures, detection, counted);
    }

    public Namespec process() {
        return finding.namespec();
    }

    /** {@code web restarted: OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE), 12 s old; pid 71 → 98}. */
    public String message() {
        String pids = outcome instanceof Outcome.Restarted restarted
                ? "; " + oldPid().map(pid -> "pid " + pid + " → ").orElse("pid ") + restarted.newPid()
                : "";
        return outcome instanceof Outcome.Noted
                ? process() + ": " + finding.reason() + details()
                : process() + " " + verdict() + ": " + finding.reason() + pids + details();
    }

    /** The message without the process, the outcome and the pids, which have columns of their own. */
    public String reason() {
        return finding.reason() + details();
    }

    private String verdict() {
        if (outcome instanceof Outcome.Restarted || outcome instanceof Outcome.Exited) {
            return oldPid().isPresent() ? "restarted" : "started";
        }
        if (outcome instanceof Outcome.Starting) {
            return "started";
        }
        if (outcome instanceof Outcome.Overruled) {
            return "left stopped";
        }
        if (outcome instanceof Outcome.Failed) {
            return "NOT restarted (attempt " + failures + ")";
        }
        return outcome.isEnd() ? "not restarted" : "NOT restarted";
    }

    private String details() {
        return dump() + oomKills.map(it -> "; " + it).orElse("") + afterwards();
    }

    /** None for a resumed restart: an earlier monitor acted on its OutOfMemoryError. */
    private String dump() {
        return finding.decision() == Decision.RESUME
                ? ""
                : finding.about().seen().place().dump().map(it -> "; " + it).orElse("");
    }

    private String afterwards() {
        if (outcome instanceof Outcome.Noted) {
            return "";
        }
        if (outcome instanceof Outcome.Restarted restarted) {
            return restarted.survivors().isEmpty() ? "" : "; but " + Survivors.text(restarted.survivors(), process());
        }
        if (outcome instanceof Outcome.Exited exited) {
            return "; it then exited by itself, status " + exited.exitstatus();
        }
        if (outcome instanceof Outcome.Superseded superseded) {
            String how = superseded.newPid() == 0 ? "it is down again" : "it runs as pid " + superseded.newPid();
            return (finding.about().seen().place().isOfExitingJvm()
                            ? "; it ended by itself and was started again: "
                            : "; somebody else started it meanwhile: ")
                    + how;
        }
        if (outcome instanceof Outcome.Overruled) {
            return "; an operator stopped it meanwhile";
        }
        if (outcome instanceof Outcome.Removed) {
            return "; supervisord no longer has it";
        }
        if (outcome instanceof Outcome.LeftToAnother) {
            return "; another monitor or an earlier scan is acting on it";
        }
        if (outcome instanceof Outcome.Starting) {
            return "; it was not RUNNING yet when the monitor exited";
        }
        if (outcome instanceof Outcome.Interrupted interrupted) {
            return "; " + interrupted.reason() + "; a later scan resumes it";
        }
        return "; " + ((Outcome.Failed) outcome).reason() + "; a later scan tries again";
    }

    /** The pid of the run that was stopped, by this monitor or by one that died during the restart. */
    public Optional<Integer> oldPid() {
        return Optional.of(finding.about()
                        .entry()
                        .restart()
                        .map(it -> it.origin().pid())
                        .orElse(finding.process().pid()))
                .filter(pid -> pid > 0);
    }
}
