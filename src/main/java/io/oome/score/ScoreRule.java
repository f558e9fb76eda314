package io.oome.score;

import io.oome.supervisor.NamePattern;
import java.util.Optional;

/**
 * One {@code -p}: {@code NAME} or {@code NAME=SCORE}.
 *
 * @param own the score after the {@code =}; without it {@code -s} applies
 */
public record ScoreRule(NamePattern processes, Optional<Score> own) {

    /**
     * @throws IllegalArgumentException if no process can have that name, or the score is malformed
     */
    public static ScoreRule parse(String text) {
        int equals = text.lastIndexOf('=');
        if (equals < 0) {
            return new ScoreRule(NamePattern.parse(text), Optional.empty());
        }
        NamePattern processes = NamePattern.parse(text.substring(0, equals));
        return new ScoreRule(processes, Optional.of(Score.parse(text.substring(equals + 1))));
    }

    @Override
    public String toString() {
        return processes + own.map(it -> "=" + it).orElse("");
    }
}
