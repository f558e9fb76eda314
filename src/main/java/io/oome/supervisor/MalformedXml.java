package io.oome.supervisor;

/** An answer is not what XML-RPC makes it; the message says what was expected, and at which byte. */
final class MalformedXml extends Exception {

    MalformedXml(String message) {
        super(message);
    }
}
