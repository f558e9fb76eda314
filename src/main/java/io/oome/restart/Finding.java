package io.oome.restart;

import io.oome.scan.FlagFile;
import io.oome.scan.FlagSearch;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import java.time.Duration;
import java.util.Optional;

/**
 * What to do about one process, and why.
 *
 * @param age of its flag
 * @param reason in words for an operator, without the process's name
 */
public record Finding(Case about, Evidence evidence, Decision decision, Optional<Duration> age, String reason) {

    public ProcessInfo process() {
        return about.seen().process();
    }

    public Namespec namespec() {
        return process().namespec();
    }

    public FlagSearch search() {
        return about.seen().search();
    }

    public Optional<FlagFile.Present> flag() {
        return about.seen().presentFlag();
    }

    Finding but(Decision other, String why) {
        return new Finding(about, evidence, other, age, why);
    }

    /** One line for the log. */
    String message(boolean dry) {
        String would = dry ? " would be " : " will be ";
        return switch (decision) {
            case RESTART -> namespec() + would + "restarted: " + reason + "; pid "
                    + process().pid();
            case START -> namespec() + would + "started: " + reason + "; it is "
                    + process().state();
            case RESUME -> namespec() + ": " + reason;
            case DELETE -> namespec() + ": " + reason + (dry ? "; would be deleted" : "; deleted");
            case LEAVE -> namespec() + " left stopped: " + reason + ", but an operator stopped it";
            case WAIT -> namespec() + " waits for the next scan: " + reason + "; it is "
                    + process().state();
            case REPORT, NOTHING, NOTE -> namespec() + ": " + reason;
        };
    }
}
