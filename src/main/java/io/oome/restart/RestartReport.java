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
        String verb = oldPid().isPresent() ? " restarted: " : " started: ";
        if (outcome instanceof Outcome.Restarted restarted) {
            String pids = oldPid().map(pid -> "pid " + pid + " → ").orElse("pid ") + restarted.newPid();
            return process() + verb + why + "; " + pids + besides(restarted);
        }
        if (outcome instanceof Outcome.Exited exited) {
            return process() + verb + why + "; it has exited again by itself, status " + exited.exitstatus();
        }
        return process() + otherwise(why);
    }

    private String besides(Outcome.Restarted restarted) {
        return restarted.survivors().isEmpty() ? "" : "; but " + Survivors.text(restarted.survivors(), process());
    }

    private String otherwise(String why) {
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

    /** Of the run that was stopped, by us or by a monitor that died over it. */
    Optional<Integer> oldPid() {
        return Optional.of(finding.about()
                        .entry()
                        .restart()
                        .map(it -> it.origin().pid())
                        .orElse(finding.process().pid()))
                .filter(pid -> pid > 0);
    }
}
