package io.oome.supervisor;

import io.oome.supervisor.BoundedInputStream.AnswerTooLarge;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Moves from tag to tag through the subset of XML that XML-RPC uses: elements, text, character references, CDATA. Skips
 * comments, processing instructions and attributes; refuses a document type, and with it any custom entity. The text is
 * UTF-8. Accepts some XML that is not well-formed.
 *
 * <p>Reads through one window, and makes a String only of a text that is asked for: a listener reads the same hundred
 * kilobytes at every tick, and keeps a tenth of them. The JDK's parser would cost the native executable more than 3 MB.
 */
final class XmlCursor {

    private static final int WINDOW = 8 * 1024;
    private static final int DEEPEST = 100;
    /** Limit for all texts of an answer: 5,000 processes of 400 bytes each. */
    private static final int MOST_TEXT = 2 * 1024 * 1024;

    private static final byte[] COMMENT = ascii("--");
    private static final byte[] CDATA = ascii("[CDATA[");
    private static final byte[] END_OF_COMMENT = ascii("-->");
    private static final byte[] END_OF_CDATA = ascii("]]>");
    private static final byte[] END_OF_INSTRUCTION = ascii("?>");

    private final InputStream in;
    private final XmlNames names = new XmlNames();
    private final List<String> open = new ArrayList<>();

    private byte[] window = new byte[WINDOW];
    private int position;
    private int limit;
    /** Where the text before the tag begins; the window keeps everything from there on. */
    private int textStart;

    private int textLength;
    /** The text before a comment or CDATA section within it; null if there is none. */
    private StringBuilder pieces;

    private long passed;
    private int kept;
    private String name;
    private boolean opening;
    /** {@code <a/>} was read as an opening tag; next it is a closing one. */
    private boolean closesItself;

    XmlCursor(InputStream in) {
        this.in = in;
    }

    /**
     * Moves to the next tag.
     *
     * @throws MalformedXml if there is none, or if it closes another element than the innermost open one
     */
    void next() throws IOException, MalformedXml {
        textStart = position;
        textLength = 0;
        pieces = null;
        if (closesItself) {
            closesItself = false;
            close();
            return;
        }
        while (true) {
            passText();
            byte kind = peek();
            if (kind == '!') {
                passDeclaration();
            } else if (kind == '?') {
                setTextAside(textStart, textLength);
                passUntil(END_OF_INSTRUCTION);
                textStart = position;
            } else {
                readTag(kind == '/');
                return;
            }
        }
    }

    /** The element of the tag at the cursor. */
    String name() {
        return name;
    }

    /** Whether the tag at the cursor opens its element; otherwise it closes it. */
    boolean isOpening() {
        return opening;
    }

    /** The text between the previous tag and the one at the cursor. */
    String text() throws MalformedXml, AnswerTooLarge {
        keep(textLength);
        if (pieces == null) {
            return XmlText.decode(window, textStart, textLength);
        }
        return pieces + XmlText.decode(window, textStart, textLength);
    }

    /** Whether the text is small enough to keep; optional texts may use half of the limit. */
    boolean isTextSmall(int longest) {
        return pieces == null && textLength <= longest && kept + textLength <= MOST_TEXT / 2;
    }

    private void keep(int bytes) throws AnswerTooLarge {
        kept += bytes;
        if (kept > MOST_TEXT) {
            throw new AnswerTooLarge("more than " + MOST_TEXT / (1024 * 1024) + " MB of text");
        }
    }

    /** The text as a name: a text that occurs often becomes one String. */
    String textAsName() throws MalformedXml, AnswerTooLarge {
        boolean spelled = pieces != null || hasReference();
        return spelled ? text() : names.of(window, textStart, textLength);
    }

    private boolean hasReference() {
        for (int i = textStart; i < textStart + textLength; i++) {
            if (window[i] == '&') {
                return true;
            }
        }
        return false;
    }

    /** The text as a decimal number, without making a String. */
    int integer() throws MalformedXml {
        if (pieces != null) {
            throw expected("a number");
        }
        return XmlText.integer(window, textStart, textStart + textLength);
    }

    boolean isTextBlank() throws MalformedXml, AnswerTooLarge {
        if (pieces != null) {
            return text().isBlank();
        }
        for (int i = textStart; i < textStart + textLength; i++) {
            if (!XmlText.isBlank(window[i])) {
                return false;
            }
        }
        return true;
    }

    MalformedXml expected(String what) {
        return new MalformedXml("expected " + what + " at byte " + (passed + position));
    }

    private void passText() throws IOException, MalformedXml {
        while (read() != '<') {}
        textLength = position - 1 - textStart;
    }

    private void readTag(boolean closing) throws IOException, MalformedXml {
        if (closing) {
            read();
        }
        int start = position - textStart;
        byte end = passName();
        name = names.of(window, textStart + start, position - 1 - textStart - start);
        if (name.isEmpty()) {
            throw expected("the name of an element");
        }
        byte before = end;
        while (end != '>') {
            if (end == '"' || end == '\'') {
                passQuoted(end);
            }
            before = end;
            end = read();
        }
        if (closing) {
            close();
            return;
        }
        if (open.size() == DEEPEST) {
            throw expected("fewer nested elements");
        }
        opening = true;
        closesItself = before == '/';
        open.add(name);
    }

    private byte passName() throws IOException, MalformedXml {
        byte b;
        do {
            b = read();
        } while (b > ' ' && b != '>' && b != '/' && b != '<' || b < 0);
        return b;
    }

    private void passQuoted(byte quote) throws IOException, MalformedXml {
        while (read() != quote) {}
    }

    private void close() throws MalformedXml {
        String last = open.isEmpty() ? null : open.remove(open.size() - 1);
        if (!name.equals(last)) {
            throw expected(last == null ? "the end" : "</" + last + ">");
        }
        opening = false;
    }

    /** Skips {@code <!-- … -->}, reads {@code <![CDATA[ … ]]>}; the cursor is at the exclamation mark. */
    private void passDeclaration() throws IOException, MalformedXml {
        setTextAside(textStart, textLength);
        read();
        textStart = position;
        if (peek() == '-') {
            pass(COMMENT);
            passUntil(END_OF_COMMENT);
        } else {
            pass(CDATA);
            textStart = position;
            passUntil(END_OF_CDATA);
            keep(position - textStart);
            String raw =
                    new String(window, textStart, position - END_OF_CDATA.length - textStart, StandardCharsets.UTF_8);
            pieces.append(XmlText.withoutControls(raw));
        }
        textStart = position;
    }

    private void setTextAside(int start, int length) throws MalformedXml, AnswerTooLarge {
        if (pieces == null) {
            pieces = new StringBuilder();
        }
        keep(length);
        pieces.append(XmlText.decode(window, start, length));
    }

    private void pass(byte[] wanted) throws IOException, MalformedXml {
        for (byte b : wanted) {
            if (read() != b) {
                throw expected("an element, a comment or CDATA (a document type is refused)");
            }
        }
    }

    private void passUntil(byte[] end) throws IOException, MalformedXml {
        int from = position - textStart;
        while (!endsWith(end, textStart + from)) {
            read();
        }
    }

    private boolean endsWith(byte[] end, int from) {
        int start = position - end.length;
        return start >= from && Arrays.equals(window, start, position, end, 0, end.length);
    }

    private byte peek() throws IOException, MalformedXml {
        if (position == limit) {
            fill();
        }
        return window[position];
    }

    private byte read() throws IOException, MalformedXml {
        if (position == limit) {
            fill();
        }
        return window[position++];
    }

    /** Moves what begins at textStart to the front of the window, and reads on behind it. */
    private void fill() throws IOException, MalformedXml {
        if (textStart > 0) {
            System.arraycopy(window, textStart, window, 0, limit - textStart);
            passed += textStart;
            limit -= textStart;
            position -= textStart;
            textStart = 0;
        }
        if (limit == window.length) {
            keep(limit);
            window = Arrays.copyOf(window, 2 * window.length);
        }
        int count = in.read(window, limit, window.length - limit);
        if (count <= 0) {
            throw new MalformedXml("truncated after " + (passed + limit) + " bytes");
        }
        limit += count;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
