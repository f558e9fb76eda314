package io.oome.restart;

import io.oome.supervisor.Namespec;
import java.util.HashMap;
import java.util.Map;

/** Failed starts are tried again at later scans, with growing pauses: 1, 2, 4 … scans, at most {@value #LONGEST}. */
final class Retries {

    private static final int LONGEST = 64;

    private final Map<Namespec, Failures> failures = new HashMap<>();

    private record Failures(int count, int scansToWait) {}

    synchronized void failed(Namespec process) {
        int count = attempts(process) + 1;
        int pause = Math.min(LONGEST, 1 << Math.min(count - 1, 30));
        failures.put(process, new Failures(count, pause));
    }

    synchronized void ended(Namespec process) {
        failures.remove(process);
    }

    /** How many attempts have failed so far. */
    synchronized int attempts(Namespec process) {
        Failures known = failures.get(process);
        return known == null ? 0 : known.count();
    }

    /** Called once a scan for a process that would be restarted: how many scans it has to wait still, 0 for none. */
    synchronized int scansToWait(Namespec process) {
        Failures known = failures.get(process);
        if (known == null || known.scansToWait() <= 1) {
            return 0;
        }
        failures.put(process, new Failures(known.count(), known.scansToWait() - 1));
        return known.scansToWait() - 1;
    }
}
