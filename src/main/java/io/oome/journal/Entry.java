package io.oome.journal;

import io.oome.scan.FlagId;
import io.oome.supervisor.Namespec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The record of one process's restarts: the one under way, the flags acted on, and the finished restarts.
 *
 * @param restart the restart under way, by a live monitor or one that died
 * @param handled the flags acted on, latest last: no flag is acted on twice
 * @param history the finished restarts, latest last
 * @param survivors descendants that outlived the run that the last restart stopped
 */
public record Entry(
        Namespec process,
        Optional<Restart> restart,
        List<FlagId> handled,
        List<Past> history,
        List<Restart.Member> survivors) {

    private static final int MOST_HANDLED = 16;

    /** The highest count that {@code --max-restarts} accepts. */
    public static final int MOST_HISTORY = 100;

    public static Entry empty(Namespec process) {
        return new Entry(process, Optional.empty(), List.of(), List.of(), List.of());
    }

    public boolean hasHandled(FlagId flag) {
        return handled.contains(flag);
    }

    /** Begins a restart. Its flag counts as handled from now on. */
    public Entry begin(Restart begun) {
        return new Entry(
                process,
                Optional.of(begun),
                last(MOST_HANDLED, handled, begun.cause().flag()),
                history,
                List.of());
    }

    public Entry with(Restart changed) {
        return new Entry(process, Optional.of(changed), handled, history, survivors);
    }

    public Entry end(Past past, List<Restart.Member> outlived) {
        return new Entry(process, Optional.empty(), handled, last(MOST_HISTORY, history, past), outlived);
    }

    /** Records a flag that led to no restart by the monitor, so that it is reported once. */
    public Entry note(Past past) {
        return new Entry(
                process,
                restart,
                last(MOST_HANDLED, handled, past.flag()),
                last(MOST_HISTORY, history, past),
                survivors);
    }

    /** The number of restarts since then, including the one under way. */
    public int restartsSince(Instant then) {
        long over = history.stream()
                .filter(it -> it.counts() && !it.when().isBefore(then))
                .count();
        return (int) over + (restart.isPresent() ? 1 : 0);
    }

    private static <T> List<T> last(int most, List<T> list, T added) {
        List<T> longer = new ArrayList<>(list);
        longer.add(added);
        return List.copyOf(longer.subList(Math.max(0, longer.size() - most), longer.size()));
    }

    /**
     * A finished restart.
     *
     * @param flag its cause
     * @param pid of the stopped run; 0 if the process was down
     * @param newPid 0 if unknown
     * @param result one word: restarted, exited, superseded …
     * @param counts whether the monitor started it: {@code --max-restarts} counts only those
     */
    public record Past(Instant when, FlagId flag, int pid, int newPid, String result, boolean counts) {}
}
