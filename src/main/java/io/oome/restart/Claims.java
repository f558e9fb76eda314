package io.oome.restart;

import io.oome.journal.Entry;
import io.oome.journal.Journal;
import io.oome.journal.Restart;
import io.oome.scan.FlagInspector;
import io.oome.supervisor.ProcessInfo;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The beginning of a restart: the lock of the process's entry is taken, everything is looked at once more, for another
 * monitor may have been here, and the entry is written. Then the flag is deleted, if it is ours.
 */
final class Claims {

    private static final Logger LOG = Logger.getLogger(Claims.class);

    private final Journal journal;
    private final FlagInspector flags;

    Claims(Journal journal, FlagInspector flags) {
        this.journal = journal;
        this.flags = flags;
    }

    /**
     * @return why nothing is to be done, if so; then the lock is free again
     */
    Optional<Outcome> claim(Attempt attempt, ProcessInfo now) {
        Optional<Outcome> obsolete = Optional.of(new Outcome.LeftToAnother());
        if (journal.lock(attempt.process())) {
            Entry entry = journal.entry(attempt.process());
            obsolete = obsolete(attempt, entry, now);
            if (obsolete.isEmpty()) {
                journal.write(attempt.claim(entry, now));
            } else {
                journal.unlock(attempt.process());
            }
        }
        deleteFlagAfterTheLast(attempt);
        return obsolete;
    }

    private Optional<Outcome> obsolete(Attempt attempt, Entry entry, ProcessInfo now) {
        if (attempt.isResumed()) {
            boolean same =
                    entry.restart().equals(attempt.finding.about().entry().restart());
            return same ? Optional.empty() : Optional.of(new Outcome.LeftToAnother());
        }
        Restart planned = attempt.planned();
        boolean taken =
                entry.restart().isPresent() || entry.hasHandled(planned.cause().flag());
        if (taken) {
            return Optional.of(new Outcome.LeftToAnother());
        }
        return switch (MoveTable.next(planned, now)) {
            case SUPERSEDED -> Optional.of(new Outcome.Superseded(now.pid()));
            case OVERRULED -> Optional.of(new Outcome.Overruled());
            default -> isFlagGone(attempt, planned) ? Optional.of(new Outcome.LeftToAnother()) : Optional.empty();
        };
    }

    private boolean isFlagGone(Attempt attempt, Restart planned) {
        return !flags.isStillThere(
                attempt.finding.search().found().orElseThrow(), planned.cause().flag());
    }

    private void deleteFlagAfterTheLast(Attempt attempt) {
        attempt.batch.unclaimed--;
        if (attempt.batch.unclaimed > 0 || !attempt.batch.deletesFlag) {
            return;
        }
        try {
            flags.delete(
                    attempt.finding.search().found().orElseThrow(),
                    attempt.finding.flag().orElseThrow());
        } catch (IOException e) {
            LOG.debugf("%s: its flag stays: %s", attempt.process(), e);
        }
    }
}
