package io.oome.score;

import java.util.List;

/**
 * One pass over all processes that a rule matches.
 *
 * @param reports in supervisord's order
 * @param unmatched each {@code -p} that matches no supervised process
 * @param sparesAll every process gets −1000
 */
public record ScorePass(List<ScoreReport> reports, List<ScoreRule> unmatched, boolean sparesAll) {

    public boolean isComplete() {
        return unmatched.isEmpty() && reports.stream().noneMatch(ScoreReport::isRefusal);
    }

    /** Each remedy once. */
    public List<String> remedies() {
        return reports.stream().flatMap(it -> it.remedy().stream()).distinct().toList();
    }
}
