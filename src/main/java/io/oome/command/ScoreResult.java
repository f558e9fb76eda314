package io.oome.command;

import io.oome.command.Table.Tone;
import io.oome.score.Attempt;
import io.oome.score.ScoreReport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What became of the score of one process and its descendants: what the last line of a table counts. */
enum ScoreResult {
    SET("set", Tone.FINE),
    WOULD_SET("would set", Tone.FINE),
    UNCHANGED("unchanged", Tone.FINE),
    /** Its own, or that of one of its descendants. */
    REFUSED("refused", Tone.ALARM),
    NOT_RUNNING("not running", Tone.FINE);

    private final String words;
    private final Tone tone;

    ScoreResult(String words, Tone tone) {
        this.words = words;
        this.tone = tone;
    }

    static ScoreResult of(ScoreReport report) {
        return report.isRefusal() ? REFUSED : ofOwn(report.own());
    }

    /** Its descendants apart. */
    static ScoreResult ofOwn(Attempt own) {
        if (own.isRefusal()) {
            return REFUSED;
        }
        if (own instanceof Attempt.Written) {
            return SET;
        }
        if (own instanceof Attempt.WouldWrite) {
            return WOULD_SET;
        }
        return own instanceof Attempt.Already ? UNCHANGED : NOT_RUNNING;
    }

    /** None of those that there are none of. */
    static Map<ScoreResult, Integer> counts(List<ScoreReport> reports) {
        Map<ScoreResult, Integer> counts = new EnumMap<>(ScoreResult.class);
        reports.forEach(it -> counts.merge(of(it), 1, Integer::sum));
        return counts;
    }

    String words() {
        return words;
    }

    /** With a number before it. */
    String counted() {
        return this == WOULD_SET ? "to set" : words;
    }

    Tone tone() {
        return tone;
    }
}
