package io.oome.notify;

/** What an operator is told: plain text, of which no name can break out. */
public record Message(String subject, String body) {

    public Message {
        subject = Printable.line(subject);
        body = Printable.text(body);
    }
}
