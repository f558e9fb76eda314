package io.oome.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The messages of a few seconds, sent as one mail. Messages beyond {@value #MOST} are only counted: a program that
 * keeps crashing while the mail server is down must not exhaust the monitor's memory.
 */
final class Batch {

    static final int MOST = 50;

    private static final int SUBJECTS_SHOWN = 3;
    private static final String RULE = "\n\n" + "-".repeat(72) + "\n\n";

    private final long dueAt;
    private final List<Message> messages = new ArrayList<>();
    private int leftOut;

    /**
     * @param dueAt on the clock of {@link System#nanoTime}
     */
    Batch(Message first, long dueAt) {
        this.dueAt = dueAt;
        messages.add(first);
    }

    void add(Message message) {
        if (messages.size() < MOST) {
            messages.add(message);
        } else {
            leftOut++;
        }
    }

    /** Nanoseconds until the batch is due; 0 or less if it is. */
    long dueIn(long now) {
        return dueAt - now;
    }

    int size() {
        return messages.size() + leftOut;
    }

    /** All messages as one. */
    Message asOne() {
        if (size() == 1) {
            return messages.get(0);
        }
        String body = messages.stream()
                .map(it -> it.subject() + "\n\n" + it.body().strip())
                .collect(Collectors.joining(RULE));
        String more = leftOut == 0 ? "" : RULE + "and " + leftOut + " more, omitted";
        return new Message(size() + " messages: " + subjects(), body + more + "\n");
    }

    /** The first subjects, for the mail's subject and the log. */
    String subjects() {
        String shown =
                messages.stream().limit(SUBJECTS_SHOWN).map(Message::subject).collect(Collectors.joining("; "));
        int hidden = size() - Math.min(SUBJECTS_SHOWN, messages.size());
        return hidden == 0 ? shown : shown + "; and " + hidden + " more";
    }
}
