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
 * Everything that a decision about one process depends on: the observation and the journal entry.
 *
 * @param held whether a live monitor is restarting it
 * @param scansToWait scans until its start is retried
 * @param survivors pids of its previous run that are still alive
 */
public record Case(Observation seen, Entry entry, boolean held, int scansToWait, List<Integer> survivors) {

    static Case underWay(Observation seen, Entry entry) {
        return new Case(seen, entry, true, 0, List.of());
    }

    /** One case for each place where a flag would be, as if it were the only one. */
    Stream<Case> places() {
        return seen.places().stream().map(place -> new Case(seen.at(place), entry, held, scansToWait, survivors));
    }

    /** The restart that a monitor left unfinished; its origin is over if its pid has been reused. */
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
