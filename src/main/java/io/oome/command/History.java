package io.oome.command;

import io.oome.journal.Entry;
import io.oome.journal.Entry.Past;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The restarts of a process that are over, of all monitors of this user, the present scan's included.
 *
 * @param last when the last of them was
 * @param result of the last one, in the journal's word
 * @param count those of the last 24 hours
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
