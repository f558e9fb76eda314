package io.oome.restart;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Time, as the driver sees it, and how often supervisord is asked: often at first, for a quick stop, seldom during a long one, and never for more than a
 * third of its time.
 */
class Pace {

    private static final Duration SHORTEST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofMillis(250);

    private volatile Duration pause = SHORTEST;
    private Duration lastRequest = Duration.ZERO;

    /** What has just been done; a test of crashes ends there. */
    enum Point {
        CLAIMED,
        STOP,
        STOPPING,
        START,
        STARTING,
        END
    }

    /** Something was begun: its end may come soon. */
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

    /** A clock that nobody can set. */
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
