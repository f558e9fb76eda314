package io.oome.restart;

import io.oome.supervisor.Namespec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** {@code --max-restarts 3/10m}: no process is restarted more often than that in any such window. */
public final class RestartLimit {

    public static final RestartLimit NONE = new RestartLimit(Integer.MAX_VALUE, Duration.ZERO, System::nanoTime);

    private final int count;
    private final Duration window;
    private final LongSupplier nanoTime;
    private final Map<Namespec, Deque<Long>> restarts = new HashMap<>();

    public RestartLimit(int count, Duration window, LongSupplier nanoTime) {
        this.count = count;
        this.window = window;
        this.nanoTime = nanoTime;
    }

    /** Whether one more is allowed now. */
    boolean allows(Namespec process) {
        return within(process).size() < count;
    }

    void count(Namespec process) {
        if (this != NONE) {
            within(process).add(nanoTime.getAsLong());
        }
    }

    private Deque<Long> within(Namespec process) {
        Deque<Long> times = restarts.computeIfAbsent(process, any -> new ArrayDeque<>());
        long oldest = nanoTime.getAsLong() - window.toNanos();
        while (!times.isEmpty() && times.peek() < oldest) {
            times.remove();
        }
        return times;
    }

    @Override
    public String toString() {
        return count + " in " + Ages.text(window);
    }
}
