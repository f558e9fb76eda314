package io.oome.supervisor;

/** An answer is not valid XML-RPC; the message says what was expected, and at which byte. */
final class MalformedXml extends Exception {

    MalformedXml(String message) {
        super(message);
    }
}
