package io.oome.notify;

/** A message to an operator: plain text, safe whatever the names in it contain. */
public record Message(String subject, String body) {

    public Message {
        subject = Printable.line(subject);
        body = Printable.text(body);
    }
}
