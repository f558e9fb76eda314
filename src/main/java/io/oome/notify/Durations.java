package io.oome.notify;

import java.time.Duration;
import java.util.List;

/** Durations, in seconds: how many, their sum, and, as a histogram, how many were within each bound. */
public final class Durations implements Metric {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Metrics owner;
    private final String name;
    private final String help;
    private final double[] bounds;
    private final long[] within;
    private long count;
    private double sum;

    /**
     * @param bounds in seconds, ascending; with none it is a summary
     */
    Durations(Metrics owner, String name, String help, double... bounds) {
        this.owner = owner;
        this.name = name;
        this.help = help;
        this.bounds = bounds;
        this.within = new long[bounds.length];
    }

    public void add(Duration duration) {
        double seconds = Math.max(0, duration.toNanos() / NANOS_PER_SECOND);
        synchronized (owner) {
            count++;
            sum += seconds;
            for (int i = 0; i < bounds.length; i++) {
                within[i] += seconds <= bounds[i] ? 1 : 0;
            }
        }
    }

    @Override
    public void print(Page page) {
        boolean isHistogram = bounds.length > 0;
        page.family(name, isHistogram ? "histogram" : "summary", help);
        for (int i = 0; i < bounds.length; i++) {
            page.sample(name + "_bucket", List.of("le"), List.of(String.valueOf(bounds[i])), within[i]);
        }
        if (isHistogram) {
            page.sample(name + "_bucket", List.of("le"), List.of("+Inf"), count);
        }
        page.sample(name + "_sum", List.of(), List.of(), sum);
        page.sample(name + "_count", List.of(), List.of(), count);
    }
}
