package io.oome.watch;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many scans those may cause who touch flags: {@value #MOST} in a row, and from then on one a second. A process that
 * touches a flag for ever, which does not count or can't be deleted, would make us scan for ever.
 */
final class Allowance {

    private static final int MOST = 30;

    /** What is done to a flag comes in twos and threes: it is made, its time is set, its content is written. */
    private static final long SETTLES = Duration.ofMillis(10).toNanos();

    private static final long ONE = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;

    /** When all of it will be there again. */
    private long full;

    /**
     * @param nanoTime a clock that nobody can set
     */
    Allowance(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.full = nanoTime.getAsLong();
    }

    /** Takes one scan of it, and says how long that has to wait, in nanoseconds. */
    long take() {
        long now = nanoTime.getAsLong();
        full = Math.max(full, now) + ONE;
        long exceeded = full - now - MOST * ONE;
        return Math.max(SETTLES, exceeded);
    }
}
