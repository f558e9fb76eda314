package io.oome.command;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Whether the program is healthy, for {@code /healthz}: its last request to supervisord succeeded, not long ago. */
final class Health {

    private static final int MISSED = 3;
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private Duration period;
    private long lastGood;
    private String problem = "";

    /**
     * @param period how often a scan is expected
     * @param nanoTime a clock that nobody can set
     */
    Health(Duration period, LongSupplier nanoTime) {
        this.period = period;
        this.nanoTime = nanoTime;
        this.lastGood = nanoTime.getAsLong();
    }

    /** Expects a scan that often, if that is more often than so far. */
    synchronized void expectEvery(Duration other) {
        if (other.compareTo(period) < 0) {
            period = other;
            lastGood = nanoTime.getAsLong();
        }
    }

    synchronized void isGood() {
        problem = "";
        lastGood = nanoTime.getAsLong();
    }

    synchronized void isBad(String reason) {
        problem = reason;
    }

    /** Empty if all is well. */
    synchronized Optional<String> problem() {
        if (!problem.isEmpty()) {
            return Optional.of(problem);
        }
        Duration age = Duration.ofNanos(nanoTime.getAsLong() - lastGood);
        return age.compareTo(period.multipliedBy(MISSED).plus(GRACE)) > 0
                ? Optional.of("no successful scan for " + age.toSeconds() + " s (expected every " + period.toSeconds()
                        + " s): does supervisord hang?")
                : Optional.empty();
    }
}
