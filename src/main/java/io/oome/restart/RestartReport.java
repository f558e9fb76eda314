package io.oome.restart;

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
        String why = finding.reason();
        if (outcome instanceof Outcome.Restarted restarted) {
            String verb = oldPid().isPresent() ? " restarted: " : " started: ";
            String pids = oldPid().map(pid -> "pid " + pid + " → ").orElse("pid ") + restarted.newPid();
            return process() + verb + why + "; " + pids + besides(restarted);
        }
        return process() + otherwise(why);
    }

    private String besides(Outcome.Restarted restarted) {
        return restarted.survivors().isEmpty() ? "" : "; but " + Survivors.text(restarted.survivors(), process());
    }

    private String otherwise(String why) {
        if (outcome instanceof Outcome.Exited exited) {
            return " restarted: " + why + "; it has exited again by itself, status " + exited.exitstatus();
        }
        if (outcome instanceof Outcome.Superseded superseded) {
            String how = superseded.newPid() == 0 ? "it is down again" : "it runs as pid " + superseded.newPid();
            return " not restarted: " + why + "; it was started by somebody else meanwhile, " + how;
        }
        if (outcome instanceof Outcome.Overruled) {
            return " left stopped: " + why + "; an operator has stopped it meanwhile";
        }
        if (outcome instanceof Outcome.Removed) {
            return " not restarted: " + why + "; supervisord no longer has it";
        }
        if (outcome instanceof Outcome.LeftToAnother) {
            return " not restarted: " + why + "; another monitor acts on it";
        }
        if (outcome instanceof Outcome.Starting) {
            return " started: " + why + "; it was not RUNNING yet when this program ended";
        }
        if (outcome instanceof Outcome.Interrupted interrupted) {
            return " NOT restarted: " + why + "; " + interrupted.reason() + "; a later scan goes on";
        }
        String reason = ((Outcome.Failed) outcome).reason();
        return " NOT restarted (attempt " + failures + "): " + why + "; " + reason + "; a later scan tries again";
    }

    Optional<Integer> oldPid() {
        return Optional.of(finding.process().pid()).filter(pid -> pid > 0);
    }
}
