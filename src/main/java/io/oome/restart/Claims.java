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
 * Begins a restart: locks the process's journal entry, checks everything again, since another monitor may have acted
 * meanwhile, and writes the entry. Then deletes the flag, if the monitor may.
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
     * @return why there is nothing to do, with the lock released; empty if the restart has begun
     */
    Optional<Outcome> claim(Attempt attempt, ProcessInfo now) {
        if (!journal.lock(attempt.process())) {
            // Its holder may not have looked at the flag yet: with the flag gone, neither monitor would restart.
            attempt.batch.deletesFlag = false;
            attempt.batch.unclaimed--;
            return Optional.of(new Outcome.LeftToAnother());
        }
        Entry entry = journal.entry(attempt.process());
        Optional<Outcome> obsolete = obsolete(attempt, entry, now);
        if (obsolete.isEmpty()) {
            journal.write(attempt.claim(entry, now));
        } else {
            journal.unlock(attempt.process());
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
            LOG.debugf("%s: flag not deleted: %s", attempt.process(), e);
        }
    }
}
