package io.oome.restart;

import io.oome.proc.Run;
import io.oome.scan.FlagSearch;
import io.oome.scan.Sighting.Present;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import java.time.Duration;
import java.util.Optional;

/**
 * What a scan found out about one process, and what is to be done.
 *
 * @param file the flag, or the claim, if one that counts is there
 * @param age of that file
 * @param run the present run of the process, if it has one that we can see
 * @param reason why, in words for an operator, without the process' name
 */
public record Finding(
        ProcessInfo process,
        FlagSearch search,
        Evidence evidence,
        Decision decision,
        Optional<Present> file,
        Optional<Duration> age,
        Optional<Run> run,
        String reason) {

    public Namespec namespec() {
        return process.namespec();
    }

    Finding but(Decision other, String why) {
        return new Finding(process, search, evidence, other, file, age, run, why);
    }

    /** One line for the log. */
    String message(boolean dry) {
        String would = dry ? " would be " : " is to be ";
        return switch (decision) {
            case RESTART, RESUME_RESTART -> namespec() + would + "restarted: " + reason + "; pid " + process.pid();
            case START, RESUME_START -> namespec() + would + "started: " + reason + "; it is " + process.state();
            case DELETE_STALE -> namespec() + ": " + reason + (dry ? "; it would be deleted" : "; deleted");
            case DROP_CLAIM -> namespec() + ": " + reason
                    + (dry ? "; it would be deleted" : "; it runs, claim deleted");
            case LEAVE -> namespec() + " left stopped: " + reason + ", but somebody has stopped it";
            case WAIT -> namespec() + " waits for the next scan: " + reason + "; it is " + process.state();
            case QUARANTINE -> namespec() + " left as it is: " + reason;
            case REPORT, NOTHING, SKIP -> namespec() + ": " + reason;
        };
    }
}
