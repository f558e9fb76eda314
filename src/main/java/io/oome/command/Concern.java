package io.oome.command;

import io.oome.command.Table.Tone;
import io.oome.jvm.Verdict;
import io.oome.restart.Decision;
import io.oome.restart.Evidence;
import io.oome.restart.Finding;
import io.oome.restart.Outcome;
import io.oome.supervisor.ProcessState;
import java.util.EnumSet;
import java.util.Set;

/** What a process means to an operator. The last line of a table counts processes by it. */
enum Concern {
    TO_RESTART("to restart", Tone.ALARM),
    NOT_RESTARTED("NOT restarted", Tone.ALARM),
    RESTARTED("restarted", Tone.WARNING),
    TO_LOOK_AT("to look at", Tone.ALARM),
    /** In transition, or stopped by an operator: not in order, but nothing to do now. */
    UNSETTLED("to look at", Tone.WARNING),
    /** Its next OutOfMemoryError would go unnoticed. */
    UNARMED("unarmed", Tone.WARNING),
    FINE("fine", Tone.FINE);

    private static final Set<Evidence> FLAGGED =
            EnumSet.of(Evidence.FRESH, Evidence.OVER_BUDGET, Evidence.BACKING_OFF, Evidence.UNFINISHED);

    private final String words;
    private final Tone tone;

    Concern(String words, Tone tone) {
        this.words = words;
        this.tone = tone;
    }

    static Concern of(Outcome outcome) {
        if (!outcome.isGood()) {
            return outcome.isEnd() ? TO_LOOK_AT : NOT_RESTARTED;
        }
        boolean ours = outcome instanceof Outcome.Restarted
                || outcome instanceof Outcome.Exited
                || outcome instanceof Outcome.Starting;
        return ours ? RESTARTED : UNSETTLED;
    }

    /** The concern of a verdict that needs attention. */
    static Concern of(Verdict verdict) {
        return verdict.kind().compareTo(Verdict.Kind.UNKNOWN) < 0 ? UNARMED : UNSETTLED;
    }

    /** The concern of a process without a restart. */
    static Concern of(Finding finding, boolean dry) {
        if (finding.decision().isRestart()) {
            return dry ? TO_RESTART : NOT_RESTARTED;
        }
        if (finding.decision() == Decision.REPORT || finding.process().state() == ProcessState.FATAL) {
            return TO_LOOK_AT;
        }
        boolean unsettled = finding.decision() == Decision.LEAVE
                || finding.evidence() == Evidence.UNDER_WAY
                || finding.process().state() == ProcessState.BACKOFF
                || finding.decision() == Decision.WAIT && FLAGGED.contains(finding.evidence());
        return unsettled ? UNSETTLED : FINE;
    }

    String words() {
        return words;
    }

    Tone tone() {
        return tone;
    }
}
