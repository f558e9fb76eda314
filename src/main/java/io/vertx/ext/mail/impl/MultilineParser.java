package io.vertx.ext.mail.impl;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Takes the place of Vert.x' own class of this name, which keeps an SMTP reply however long it is, so that an endless
 * one ends the program with an OutOfMemoryError (4.5.25 has no setting for that). The original is left out of the program
 * by quarkus.class-loading.removed-resources; what Vert.x' mail client sees is the same.
 *
 * <p>Hands on each reply as the client wants it: its lines with LF between them and no line end behind them; the replies
 * to several commands at once (pipelining) as one, with CRLF between. A line of the form {@code 250-text} is not the last
 * of its reply (RFC 5321, 4.2.1). A server that goes on for longer than that is answered for with a 554, and not listened
 * to any more.
 */
final class MultilineParser implements Handler<Buffer> {

    /** In bytes; RFC 5321 has 512 a line, and an EHLO of some 20 lines is a long one. */
    private static final int LONGEST = 64 * 1024;

    private static final String TOO_LONG = "554 the mail server's reply is longer than " + LONGEST + " bytes";

    private final Handler<Buffer> replies;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    private Buffer gathered = Buffer.buffer();
    private int expected = 1;
    private int complete;
    private boolean givenUp;

    MultilineParser(Handler<Buffer> replies) {
        this.replies = replies;
    }

    /**
     * @param replies how many make the next one
     */
    MultilineParser setExpected(int replies) {
        expected = replies;
        return this;
    }

    @Override
    public void handle(Buffer received) {
        for (int i = 0; i < received.length() && !givenUp; i++) {
            byte b = received.getByte(i);
            if (b == '\n') {
                endOfLine();
            } else {
                line.write(b);
            }
            if (line.size() + gathered.length() > LONGEST) {
                givenUp = true;
                handOn(Buffer.buffer(TOO_LONG));
            }
        }
    }

    private void endOfLine() {
        byte[] text = line.toByteArray();
        line.reset();
        boolean hasReturn = text.length > 0 && text[text.length - 1] == '\r';
        gathered.appendBytes(hasReturn ? Arrays.copyOf(text, text.length - 1) : text);
        if (goesOn(text)) {
            gathered.appendString("\n");
            return;
        }
        complete++;
        if (complete < expected) {
            gathered.appendString("\r\n");
        } else {
            handOn(gathered);
        }
    }

    /** The client may begin the next command meanwhile, and say how many replies that has. */
    private void handOn(Buffer reply) {
        gathered = Buffer.buffer();
        line.reset();
        complete = 0;
        replies.handle(reply);
    }

    private static boolean goesOn(byte[] line) {
        return line.length > 3 && isDigit(line[0]) && isDigit(line[1]) && isDigit(line[2]) && line[3] == '-';
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
