package io.oome.watch;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Limits the scans that flags trigger: {@value #MOST} in a row, then one a second. Otherwise a process that keeps
 * touching a flag that does not count, or can't be deleted, would keep the monitor scanning.
 */
final class Allowance {

    private static final int MOST = 30;

    /** Making a flag takes two or three operations: create, write, set the time. One scan serves them all. */
    private static final long SETTLES = Duration.ofMillis(5).toNanos();

    private static final long ONE = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;

    /** When the whole allowance is regained. */
    private long full;

    /**
     * @param nanoTime a monotonic clock
     */
    Allowance(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.full = nanoTime.getAsLong();
    }

    /** Takes one scan from the allowance, and returns its delay in nanoseconds. */
    long take() {
        long now = nanoTime.getAsLong();
        full = Math.max(full, now) + ONE;
        long exceeded = full - now - MOST * ONE;
        return Math.max(SETTLES, exceeded);
    }
}
