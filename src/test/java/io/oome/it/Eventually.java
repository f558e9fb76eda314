package io.oome.it;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.pollinterval.PollInterval;

/**
 * Waits for a condition. What failed to happen is explained at the end of the wait, when it is known what happened instead.
 * Conditions are asked in the thread of the caller: in another, a @Timeout could not interrupt the wait.
 */
final class Eventually {

    /** Each question may cost supervisord 2 ms, and many tests wait at a time: whoever waits long is not in a hurry. */
    private static final PollInterval PAUSE = (polls, before) -> Duration.ofMillis(Math.min(10 + 2L * polls, 60));

    private Eventually() {}

    static void within(Duration limit, Callable<Boolean> condition, Supplier<String> otherwise) {
        if (!happens(limit, condition)) {
            throw new AssertionError("within " + limit + ": " + otherwise.get());
        }
    }

    /** The same where it is an answer, not a failure, that the condition was not met. */
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
