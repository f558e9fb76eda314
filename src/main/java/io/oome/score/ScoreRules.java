package io.oome.score;

import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which score each process gets. Among the rules that match, {@code -p NAME=SCORE} beats {@code -p NAME}; then an exact
 * name beats a glob, {@code group:name} a bare name, and a later rule an earlier one. Any {@code -p} beats {@code -a}.
 * (In the seed {@code -a} overrides {@code -p}, which makes a {@code -p} beside it pointless.)
 *
 * @param any {@code -a}
 * @param score {@code -s}
 */
public record ScoreRules(List<ScoreRule> rules, boolean any, Score score) {

    private static final Comparator<ScoreRule> PRECEDENCE = Comparator.<ScoreRule, Boolean>comparing(
                    it -> it.own().isPresent())
            .thenComparing(it -> it.processes().isExact())
            .thenComparing(it -> it.processes().hasGroup());

    /** Empty for a process that no rule matches. */
    public Optional<Score> wanted(Namespec process) {
        return rules.stream()
                .filter(rule -> rule.processes().matches(process))
                .reduce((earlier, later) -> PRECEDENCE.compare(earlier, later) > 0 ? earlier : later)
                .map(rule -> rule.own().orElse(score))
                .or(() -> Optional.of(score).filter(it -> any));
    }

    /** Whether to mail about a process: one that the rules match, or any if there are no rules. */
    public boolean tellsOf(Namespec process) {
        return isEmpty() || wanted(process).isPresent();
    }

    public boolean isEmpty() {
        return rules.isEmpty() && !any;
    }

    /** Each {@code -p} that matches no supervised process. */
    public List<ScoreRule> unmatched(List<ProcessInfo> processes) {
        return rules.stream()
                .filter(rule ->
                        processes.stream().noneMatch(it -> rule.processes().matches(it.namespec())))
                .toList();
    }

    /** For an operator: {@code web=-500, batch=500, all others=0}. */
    public String text() {
        Stream<String> named =
                rules.stream().map(it -> it.processes() + "=" + it.own().orElse(score));
        Stream<String> others = Stream.of((rules.isEmpty() ? "all processes=" : "all others=") + score)
                .filter(it -> any);
        return Stream.concat(named, others).collect(Collectors.joining(", "));
    }

    /** Whether all of these get −1000: for lack of memory the kernel can then kill only supervisord itself. */
    boolean spareAll(List<ProcessInfo> processes) {
        return !processes.isEmpty()
                && processes.stream().allMatch(it -> wanted(it.namespec())
                        .filter(Score.NEVER::equals)
                        .isPresent());
    }
}
