package io.oome.listener;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A timer that replaces the event stream. The first tick comes at once, each further one a period after the previous
 * one began. If that moment has passed, after a long scan or sleep, the next comes a whole period later: never two in a
 * row.
 */
public final class Ticker {

    /** Sleeps, and may wake late. */
    interface Sleeper {
        void sleep(long millis) throws InterruptedException;
    }

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long period;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;

    public Ticker(Duration period) {
        this(period, System::nanoTime, Thread::sleep);
    }

    /**
     * @param nanoTime a monotonic clock
     */
    Ticker(Duration period, LongSupplier nanoTime, Sleeper sleeper) {
        this.period = period.toNanos();
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
    }

    /**
     * Ticks until its thread is interrupted.
     *
     * @param handler its exceptions are logged
     */
    public void run(Runnable handler) throws InterruptedException {
        while (true) {
            long due = nanoTime.getAsLong() + period;
            EventListener.guarded(handler);
            sleepUntil(due);
        }
    }

    private void sleepUntil(long due) throws InterruptedException {
        long left = due - nanoTime.getAsLong();
        if (left <= 0) {
            left = period;
        }
        // Rounded up: an early tick would be followed by another.
        sleeper.sleep((left + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    }
}
