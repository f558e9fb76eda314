package io.oome.restart;

import io.oome.supervisor.Namespec;
import java.util.Optional;

/**
 * A restart that has ended, well or badly.
 *
 * @param finding why it was begun
 * @param attempts how many were made for this OutOfMemoryError, this one included
 */
public record RestartReport(Finding finding, Outcome outcome, int attempts) {

    public Namespec process() {
        return finding.process().namespec();
    }

    /** {@code web restarted: OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE), 12 s old; pid 71 → 98}. */
    public String message() {
        String why = finding.reason();
        if (outcome instanceof Outcome.Restarted restarted) {
            String verb = oldPid().isPresent() ? " restarted: " : " started: ";
            String pids = oldPid().map(pid -> "pid " + pid + " → ").orElse("pid ") + restarted.newPid();
            return process() + verb + why + "; " + pids;
        }
        if (outcome instanceof Outcome.ExitedAgain exited) {
            return process() + " restarted: " + why + "; it has exited again by itself, status " + exited.exitstatus();
        }
        if (outcome instanceof Outcome.Superseded superseded) {
            return process() + " not restarted: " + why + "; somebody else has, it runs as pid " + superseded.newPid();
        }
        if (outcome instanceof Outcome.StoppedByOther) {
            return process() + " left stopped: " + why + "; somebody has stopped it meanwhile";
        }
        if (outcome instanceof Outcome.Removed) {
            return process() + " not restarted: " + why + "; supervisord no longer has it";
        }
        if (outcome instanceof Outcome.LeftToOther) {
            return process() + " not restarted: " + why + "; another monitor is at it";
        }
        String reason = ((Outcome.Failed) outcome).reason();
        return process() + " NOT restarted (attempt " + attempts + "): " + why + "; " + reason
                + "; it is tried again at a later scan";
    }

    private Optional<Integer> oldPid() {
        return Optional.of(finding.process().pid()).filter(pid -> pid > 0);
    }
}
