package io.oome.restart;

import io.oome.supervisor.Namespec;
import java.util.HashMap;
import java.util.Map;

/**
 * Retries failed starts at later scans with growing pauses: 1, 2, 4 … ticks, at most {@value #LONGEST}. The journal
 * counts the failures; a new monitor retries at once.
 */
final class Backoff {

    private static final int LONGEST = 64;

    private final Map<Namespec, Long> nextAttempts = new HashMap<>();
    private long scan;

    synchronized void nextScan() {
        scan++;
    }

    synchronized void failed(Namespec process, int failures) {
        nextAttempts.put(process, scan + Math.min(LONGEST, 1 << Math.min(failures - 1, 30)));
    }

    synchronized void ended(Namespec process) {
        nextAttempts.remove(process);
    }

    /** Scans left before the next attempt, 0 if it is due. */
    synchronized int scansToWait(Namespec process) {
        return (int) Math.max(0, nextAttempts.getOrDefault(process, 0L) - scan);
    }
}
