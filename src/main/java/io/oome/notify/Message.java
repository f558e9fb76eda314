package io.oome.notify;

/**
 * What an operator is told: plain text.
 *
 * @param subject one line; control characters (a process name may hold them) can't break out of it
 */
public record Message(String subject, String body) {

    public Message {
        subject = subject.replaceAll("\\p{Cntrl}", " ");
    }
}
