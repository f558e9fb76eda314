package io.oome.restart;

import io.oome.journal.Entry;
import java.time.Duration;
import java.time.Instant;

/**
 * {@code --max-restarts 3/10m}: no process is restarted more often than that in any such window, whichever monitor does
 * it.
 *
 * @param count at most {@value Entry#MOST_HISTORY}: the journal remembers no more
 */
public record Budget(int count, Duration window) {

    public static final Budget UNLIMITED = new Budget(Integer.MAX_VALUE, Duration.ZERO);

    /** Whether it allows one more restart now. */
    boolean allows(Entry entry, Instant now) {
        return entry.restartsSince(now.minus(window)) < count;
    }

    @Override
    public String toString() {
        return count + " in " + Ages.text(window);
    }
}
