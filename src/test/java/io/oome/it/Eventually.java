package io.oome.it;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.pollinterval.PollInterval;

/**
 * Waits for a condition. A failure is explained at the end of the wait, when what happened instead is known. Conditions
 * run in the caller's thread: in another one, a @Timeout could not interrupt the wait.
 */
final class Eventually {

    /**
     * A check can cost supervisord 2 ms, and many tests wait at a time: the longer a test waits, the less often it
     * asks.
     */
    private static final PollInterval PAUSE = (polls, before) -> Duration.ofMillis(Math.min(10 + 2L * polls, 60));

    private Eventually() {}

    static void within(Duration limit, Callable<Boolean> condition, Supplier<String> otherwise) {
        if (!happens(limit, condition)) {
            throw new AssertionError("within " + limit + ": " + otherwise.get());
        }
    }

    /** Like the above, but returns whether the condition was met in time. */
    static boolean happens(Duration limit, Callable<Boolean> condition) {
        try {
            await().pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(PAUSE)
                    .atMost(limit)
                    .until(condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}
