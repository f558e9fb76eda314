package io.oome.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The numbers that {@code --http} serves. This guards all of them. */
public final class Metrics {

    private final List<Metric> metrics = new ArrayList<>();
    private final List<Labelled> ofProcesses = new ArrayList<>();

    /** A counter of processes, whose name ends in _total; further labels come after name and group. */
    public Labelled counter(String name, String help, String... more) {
        return ofProcess(name, "counter", help, more);
    }

    /** A gauge of processes. */
    public Labelled gauge(String name, String help) {
        return ofProcess(name, "gauge", help);
    }

    private Labelled ofProcess(String name, String type, String help, String... more) {
        List<String> labels = new ArrayList<>(List.of("name", "group"));
        labels.addAll(List.of(more));
        Labelled labelled = add(new Labelled(this, name, type, help, labels));
        ofProcesses.add(labelled);
        return labelled;
    }

    /** A gauge of the program itself. */
    public Labelled gaugeOfOurs(String name, String help) {
        return add(new Labelled(this, name, "gauge", help, List.of()));
    }

    /** A counter kept elsewhere, read at each scrape; left out while unknown. */
    public void counter(String name, String help, Supplier<OptionalLong> value) {
        add(page -> value.get().ifPresent(it -> {
            page.family(name, "counter", help);
            page.sample(name, List.of(), List.of(), it);
        }));
    }

    /**
     * @param bounds in seconds, ascending; with none there is a sum and a count
     */
    public Durations durations(String name, String help, double... bounds) {
        return add(new Durations(this, name, help, bounds));
    }

    private synchronized <T extends Metric> T add(T metric) {
        metrics.add(metric);
        return metric;
    }

    /** Forgets all processes but these: supervisord no longer has the others. */
    public synchronized void retain(Set<List<String>> namesAndGroups) {
        ofProcesses.forEach(it -> it.retain(of -> namesAndGroups.contains(of.subList(0, 2))));
    }

    /** Label values, which are untrusted text, as they are shown. */
    public static List<String> key(String... values) {
        return Stream.of(values).map(Printable::brief).map(Printable::line).toList();
    }

    /** All of it, in Prometheus' text format or in OpenMetrics'. */
    public synchronized byte[] text(boolean openMetrics) {
        Page page = new Page(openMetrics);
        metrics.forEach(it -> it.print(page));
        return page.bytes();
    }
}
