package io.oome.scan;

import io.oome.supervisor.NamePattern;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The watched processes: all, or those that {@code -p} names.
 *
 * @param patterns empty for all
 */
public record Selection(List<NamePattern> patterns) {

    public static final Selection ALL = new Selection(List.of());

    public boolean contains(Namespec process) {
        return patterns.isEmpty() || patterns.stream().anyMatch(it -> it.matches(process));
    }

    /** Whether {@code -p} names the process without a wildcard: then even an event listener is restarted. */
    public boolean namesInFull(Namespec process) {
        return patterns.stream().anyMatch(it -> it.isExact() && it.matches(process));
    }

    /** {@code all processes}, {@code -p web, -p workers:*}. */
    @Override
    public String toString() {
        return patterns.isEmpty()
                ? "all processes"
                : patterns.stream().map(it -> "-p " + it).collect(Collectors.joining(", "));
    }

    public List<NamePattern> unmatched(List<ProcessInfo> processes) {
        return patterns.stream()
                .filter(pattern -> processes.stream().noneMatch(it -> pattern.matches(it.namespec())))
                .toList();
    }
}
