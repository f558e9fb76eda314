package io.oome.watch;

import io.oome.restart.ScanResult;
import java.time.Duration;

/**
 * When to scan again while a result is not settled: after 250 ms, then twice as long each time, up to a minute. The flag
 * of a process that is STARTING can't be acted on yet, and no event of inotify will tell when.
 */
final class Settling {

    private static final Duration FIRST = Duration.ofMillis(250);

    private static final Duration LONGEST = Duration.ofMinutes(1);

    static final Duration FOREVER = Duration.ofDays(1);

    private Duration pause = FOREVER;

    void after(ScanResult result) {
        pause = result.isUnsettled() ? longer() : FOREVER;
    }

    private Duration longer() {
        if (pause.equals(FOREVER)) {
            return FIRST;
        }
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }

    /** The longest wait for the next scan. */
    Duration pause() {
        return pause;
    }
}
