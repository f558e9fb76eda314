package io.oome.notify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A counter or a gauge: a number for each set of label values. Label values are untrusted text: made printable, and cut where
 * they are long.
 */
public final class Labelled implements Metric {

    /** Beyond it the oldest is forgotten. */
    private static final int MOST = 10_000;

    private final Metrics owner;
    private final String name;
    private final String type;
    private final String help;
    private final List<String> labels;
    private final Map<List<String>, Double> values = new LinkedHashMap<>();

    Labelled(Metrics owner, String name, String type, String help, List<String> labels) {
        this.owner = owner;
        this.name = name;
        this.type = type;
        this.help = help;
        this.labels = labels;
    }

    public void increase(String... of) {
        synchronized (owner) {
            values.merge(Metrics.key(of), 1.0, Double::sum);
            forgetOldest();
        }
    }

    /** Sets a counter that has not counted yet to 0, so that its first increase is one. */
    public void begin(String... of) {
        synchronized (owner) {
            values.putIfAbsent(Metrics.key(of), 0.0);
            forgetOldest();
        }
    }

    public void set(double value, String... of) {
        synchronized (owner) {
            values.put(Metrics.key(of), value);
            forgetOldest();
        }
    }

    /** Forgets all other sets of label values. */
    void retain(Predicate<List<String>> kept) {
        synchronized (owner) {
            values.keySet().removeIf(it -> !kept.test(it));
        }
    }

    private void forgetOldest() {
        if (values.size() > MOST) {
            values.remove(values.keySet().iterator().next());
        }
    }

    @Override
    public void print(Page page) {
        page.family(name, type, help);
        values.forEach((of, value) -> page.sample(name, labels, of, value));
    }
}
