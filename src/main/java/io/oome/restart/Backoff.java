package io.oome.restart;

import io.oome.supervisor.Namespec;
import java.util.HashMap;
import java.util.Map;

/**
 * Failed starts are tried again at later scans, with growing pauses: 1, 2, 4 … scans, at most {@value #LONGEST}. How
 * often a start has failed is in the journal; a new monitor tries at once.
 */
final class Backoff {

    private static final int LONGEST = 64;

    private final Map<Namespec, Integer> scansToWait = new HashMap<>();

    synchronized void failed(Namespec process, int failures) {
        scansToWait.put(process, Math.min(LONGEST, 1 << Math.min(failures - 1, 30)));
    }

    synchronized void ended(Namespec process) {
        scansToWait.remove(process);
    }

    /** Called once a scan: how many scans the process has to wait still, 0 for none. */
    synchronized int next(Namespec process) {
        return scansToWait.merge(process, 0, (left, none) -> Math.max(0, left - 1));
    }
}
