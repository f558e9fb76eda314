package io.oome.restart;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The driver's clock, and how often it polls supervisord: often at first, for a quick stop, seldom during a long one,
 * and never for more than a third of the time.
 */
class Pace {

    private static final Duration SHORTEST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofMillis(250);

    private volatile Duration pause = SHORTEST;
    private Duration lastRequest = Duration.ZERO;

    /** The step just taken; crash tests kill the monitor there. */
    enum Point {
        CLAIMED,
        STOP,
        STOPPING,
        START,
        STARTING,
        END
    }

    /** Polls often again: something has begun that may end soon. */
    void hurry() {
        pause = SHORTEST;
    }

    void rest() throws InterruptedException {
        Duration now = pause;
        Duration polite = lastRequest.multipliedBy(2);
        sleep(now.compareTo(polite) < 0 ? polite : now);
        Duration next = now.multipliedBy(3).dividedBy(2);
        pause = next.compareTo(LONGEST) < 0 ? next : LONGEST;
    }

    Instant now() {
        return Instant.now();
    }

    /** A monotonic clock. */
    long nanoTime() {
        return System.nanoTime();
    }

    void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration.toMillis());
    }

    <T> T measure(Supplier<T> request) {
        long begin = nanoTime();
        T answer = request.get();
        lastRequest = Duration.ofNanos(nanoTime() - begin);
        return answer;
    }

    void checkpoint(Point point) {}
}
