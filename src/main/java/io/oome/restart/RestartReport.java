package io.oome.restart;

import io.oome.jvm.JvmOptions.AtError;
import io.oome.supervisor.Namespec;
import java.util.Optional;

/**
 * A restart that has ended, well or badly.
 *
 * @param finding why it was begun
 * @param failures how many starts have failed for this OutOfMemoryError
 */
public record RestartReport(Finding finding, Outcome outcome, int failures) {

    public Namespec process() {
        return finding.namespec();
    }

    /** {@code web restarted: OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE), 12 s old; pid 71 → 98}. */
    public String message() {
        String pids = outcome instanceof Outcome.Restarted restarted
                ? "; " + oldPid().map(pid -> "pid " + pid + " → ").orElse("pid ") + restarted.newPid()
                : "";
        return outcome instanceof Outcome.Noted
                ? process() + ": " + finding.reason() + besides()
                : process() + " " + verdict() + ": " + finding.reason() + pids + besides();
    }

    /** The same without the process, what was done, and the pids, which have columns of their own. */
    public String reason() {
        return finding.reason() + besides();
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

    private String besides() {
        return dump() + afterwards();
    }

    /** Of the OutOfMemoryError, not of one that a monitor before us has acted on. */
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
            return "; it has exited again by itself, status " + exited.exitstatus();
        }
        if (outcome instanceof Outcome.Superseded superseded) {
            String how = superseded.newPid() == 0 ? "it is down again" : "it runs as pid " + superseded.newPid();
            return (endsItself()
                            ? "; it has ended by itself and was started again, "
                            : "; it was started by somebody else meanwhile, ")
                    + how;
        }
        if (outcome instanceof Outcome.Overruled) {
            return "; an operator has stopped it meanwhile";
        }
        if (outcome instanceof Outcome.Removed) {
            return "; supervisord no longer has it";
        }
        if (outcome instanceof Outcome.LeftToAnother) {
            return "; another monitor acts on it";
        }
        if (outcome instanceof Outcome.Starting) {
            return "; it was not RUNNING yet when this program ended";
        }
        if (outcome instanceof Outcome.Interrupted interrupted) {
            return "; " + interrupted.reason() + "; a later scan goes on";
        }
        return "; " + ((Outcome.Failed) outcome).reason() + "; a later scan tries again";
    }

    /** ExitOnOutOfMemoryError: the JVM makes its flag just before it ends, and may be seen in between. */
    private boolean endsItself() {
        return finding.about()
                .seen()
                .place()
                .jvm()
                .filter(it -> it.options().atError() != AtError.LIVES)
                .isPresent();
    }

    /** Of the run that was stopped, by us or by a monitor that died over it. */
    public Optional<Integer> oldPid() {
        return Optional.of(finding.about()
                        .entry()
                        .restart()
                        .map(it -> it.origin().pid())
                        .orElse(finding.process().pid()))
                .filter(pid -> pid > 0);
    }
}
