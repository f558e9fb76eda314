package io.oome.command;

import io.oome.command.Table.Tone;
import io.oome.score.Attempt;
import io.oome.score.ScoreReport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The result for one process and its descendants. The last line of a table counts processes by it. */
enum ScoreResult {
    SET("set", Tone.FINE),
    WOULD_SET("would set", Tone.FINE),
    UNCHANGED("unchanged", Tone.FINE),
    /** The process's own score, or a descendant's. */
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

    /** Without its descendants. */
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

    /** The number of each result; a result of none is absent. */
    static Map<ScoreResult, Integer> counts(List<ScoreReport> reports) {
        Map<ScoreResult, Integer> counts = new EnumMap<>(ScoreResult.class);
        reports.forEach(it -> counts.merge(of(it), 1, Integer::sum));
        return counts;
    }

    String words() {
        return words;
    }

    /** The word after a number. */
    String counted() {
        return this == WOULD_SET ? "to set" : words;
    }

    Tone tone() {
        return tone;
    }
}
