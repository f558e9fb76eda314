package io.oome.restart;

import io.oome.journal.Entry;
import io.oome.journal.Restart;
import io.oome.journal.Restart.Origin;
import io.oome.proc.Run;
import io.oome.scan.Observation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that a decision about one process is made from: what was observed, and what the journal has.
 *
 * @param held a live monitor is restarting it
 * @param scansToWait before its start is tried again
 * @param survivors pids of the run before that still live
 */
public record Case(Observation seen, Entry entry, boolean held, int scansToWait, List<Integer> survivors) {

    static Case underWay(Observation seen, Entry entry) {
        return new Case(seen, entry, true, 0, List.of());
    }

    /** The same for each place where a flag would be, as if there were no other. */
    Stream<Case> places() {
        return seen.places().stream().map(place -> new Case(seen.at(place), entry, held, scansToWait, survivors));
    }

    /** What a monitor has left unfinished, with a pid that is used again told from the one that it knew. */
    Optional<Restart> unfinished() {
        return entry.restart()
                .map(it -> isOfAnotherRun(it.origin()) ? it.of(it.origin().over()) : it);
    }

    private boolean isOfAnotherRun(Origin origin) {
        boolean told = origin.startTicks() != 0 && origin.pid() != 0;
        return told
                && seen.identity()
                        .run()
                        .map(Run::startTicks)
                        .filter(ticks -> ticks != origin.startTicks())
                        .isPresent();
    }
}
