package io.oome.journal;

import io.oome.scan.FlagId;
import io.oome.supervisor.Namespec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of the restarts of one process: the one under way, the flags that were acted on, and those that are
 * over.
 *
 * @param restart under way, by a live monitor or by one that died
 * @param handled the flags that were acted on, the last one last: no flag is acted on twice
 * @param history the restarts that are over, the last one last
 * @param survivors descendants of the run that the last restart has stopped, which lived on
 */
public record Entry(
        Namespec process,
        Optional<Restart> restart,
        List<FlagId> handled,
        List<Past> history,
        List<Restart.Member> survivors) {

    private static final int MOST_HANDLED = 16;

    /** As many as {@code --max-restarts} may count. */
    public static final int MOST_HISTORY = 100;

    public static Entry empty(Namespec process) {
        return new Entry(process, Optional.empty(), List.of(), List.of(), List.of());
    }

    public boolean hasHandled(FlagId flag) {
        return handled.contains(flag);
    }

    /** Its flag counts as handled from now on. */
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

    /** What was nobody's restart is remembered, too: its flag is told once. */
    public Entry note(Past past) {
        return new Entry(
                process,
                restart,
                last(MOST_HANDLED, handled, past.flag()),
                last(MOST_HISTORY, history, past),
                survivors);
    }

    /** How often the process was restarted since then, the restart under way included. */
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
     * A restart that has ended.
     *
     * @param flag the one that it stood for
     * @param pid of the run that was stopped; 0 if the process was down
     * @param newPid 0 if none is known
     * @param result in one word: restarted, exited, superseded …
     * @param counts whether it was started by us: what {@code --max-restarts} counts
     */
    public record Past(Instant when, FlagId flag, int pid, int newPid, String result, boolean counts) {}
}
