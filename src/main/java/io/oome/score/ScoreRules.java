package io.oome.score;

import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which score a process is to have. Of the rules that match it {@code -p NAME=SCORE} beats {@code -p NAME}; then an
 * exact name beats a glob, {@code group:name} a bare name, and a later rule an earlier one. Any {@code -p} beats
 * {@code -a}. (The seed has {@code -a} override {@code -p}, which could then only be meant by mistake.)
 *
 * @param any {@code -a}
 * @param score {@code -s}
 */
public record ScoreRules(List<ScoreRule> rules, boolean any, Score score) {

    private static final Comparator<ScoreRule> PRECEDENCE = Comparator.<ScoreRule, Boolean>comparing(
                    it -> it.own().isPresent())
            .thenComparing(it -> it.processes().isExact())
            .thenComparing(it -> it.processes().hasGroup());

    /** Empty for a process that is to be left alone. */
    public Optional<Score> wanted(Namespec process) {
        return rules.stream()
                .filter(rule -> rule.processes().matches(process))
                .reduce((earlier, later) -> PRECEDENCE.compare(earlier, later) > 0 ? earlier : later)
                .map(rule -> rule.own().orElse(score))
                .or(() -> Optional.of(score).filter(it -> any));
    }

    /** Whether an operator wants to hear of a process: one that they match, or any, if there are none. */
    public boolean tellsOf(Namespec process) {
        return isEmpty() || wanted(process).isPresent();
    }

    public boolean isEmpty() {
        return rules.isEmpty() && !any;
    }

    /** The {@code -p} that name no process of supervisord's. */
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

    /** Whether each of these gets −1000: what the kernel can then kill for lack of memory is supervisord itself. */
    boolean spareAll(List<ProcessInfo> processes) {
        return !processes.isEmpty()
                && processes.stream().allMatch(it -> wanted(it.namespec())
                        .filter(Score.NEVER::equals)
                        .isPresent());
    }
}
