package io.oome.command;

import io.oome.journal.Entry;
import io.oome.journal.Entry.Past;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The finished restarts of a process, by all monitors of this user, including those of this scan.
 *
 * @param last the time of the last one
 * @param result the journal's word for how the last one ended
 * @param count the number in the last 24 hours
 */
record History(Optional<Instant> last, String result, int count) {

    private static final Duration DAY = Duration.ofHours(24);

    static History of(Entry entry, Instant now) {
        Optional<Past> last = entry.history().stream().filter(Past::counts).reduce((earlier, later) -> later);
        long count = entry.history().stream()
                .filter(it -> it.counts() && it.when().isAfter(now.minus(DAY)))
                .count();
        return new History(last.map(Past::when), last.map(Past::result).orElse(""), (int) count);
    }

    History and(String newResult, Instant when) {
        return new History(Optional.of(when), newResult, count + 1);
    }

    /** {@code 3m ago (2 in 24 h)}. */
    String text(Instant now) {
        return last.map(it -> Duration.between(it, now))
                .map(age -> age.isZero() ? "now" : Span.text(age) + " ago")
                .map(ago -> count == 0 ? ago : ago + " (" + count + " in 24 h)")
                .orElse("-");
    }
}
