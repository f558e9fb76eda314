package io.oome.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Goes from tag to tag through as much of XML as XML-RPC is made of: elements, text, character references, CDATA.
 * Comments, processing instructions and attributes are passed over; a document type, and with it any entity of its own,
 * is refused. The text is UTF-8.
 *
 * <p>It reads through one window, and makes a String only of a text that is asked for: a listener reads the same
 * hundred kilobytes again at every tick, of which it keeps a tenth. The JDK's parser costs the native executable more
 * than 3 MB.
 */
final class XmlCursor {

    private static final int WINDOW = 8 * 1024;
    private static final int MAX_DIGITS = 10;
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
    /** Where the text before the tag begins; nothing from there on leaves the window. */
    private int textStart;

    private int textLength;
    /** What came before a comment or CDATA within the text; null if there was none. */
    private StringBuilder pieces;

    private long passed;
    private String name;
    private boolean opening;
    /** {@code <a/>} was an opening tag, and is a closing one next. */
    private boolean closesItself;

    XmlCursor(InputStream in) {
        this.in = in;
    }

    /**
     * Goes on to the next tag.
     *
     * @throws MalformedXml if there is none, or it does not close the element that was opened last
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

    /** Whether the tag at the cursor opens its element, or closes it. */
    boolean isOpening() {
        return opening;
    }

    /** The text between the tag before and the one at the cursor. */
    String text() throws MalformedXml {
        if (pieces == null) {
            return decode(textStart, textLength);
        }
        return pieces + decode(textStart, textLength);
    }

    /** That text, which occurs often. */
    String textAsName() throws MalformedXml {
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

    /** That text as a decimal number, without a String of it. */
    int integer() throws MalformedXml {
        if (pieces != null) {
            throw expected("a number");
        }
        int start = textStart;
        int end = textStart + textLength;
        while (start < end && isBlank(window[start])) {
            start++;
        }
        while (start < end && isBlank(window[end - 1])) {
            end--;
        }
        boolean negative = start < end && window[start] == '-';
        long value = digits(negative ? start + 1 : start, end);
        value = negative ? -value : value;
        if (value != (int) value) {
            throw expected("a number of 32 bits");
        }
        return (int) value;
    }

    private long digits(int start, int end) throws MalformedXml {
        boolean tooLong = end - start > MAX_DIGITS;
        if (start >= end || tooLong) {
            throw expected("a number");
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            int digit = window[i] - '0';
            if (digit < 0 || digit > 9) {
                throw expected("a number");
            }
            value = 10 * value + digit;
        }
        return value;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\t' || b == '\r';
    }

    boolean isTextBlank() throws MalformedXml {
        if (pieces != null) {
            return text().isBlank();
        }
        for (int i = textStart; i < textStart + textLength; i++) {
            if (!isBlank(window[i])) {
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

    /** {@code <!-- … -->} or {@code <![CDATA[ … ]]>}; the cursor is at the exclamation mark. */
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
            String raw =
                    new String(window, textStart, position - END_OF_CDATA.length - textStart, StandardCharsets.UTF_8);
            pieces.append(withoutControls(raw));
        }
        textStart = position;
    }

    private void setTextAside(int start, int length) throws MalformedXml {
        if (pieces == null) {
            pieces = new StringBuilder();
        }
        pieces.append(decode(start, length));
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

    private String decode(int start, int length) throws MalformedXml {
        boolean plain = true;
        for (int i = start; i < start + length; i++) {
            byte b = window[i];
            plain &= b != '&' && !isControl(b);
        }
        String text = new String(window, start, length, StandardCharsets.UTF_8);
        return plain ? text : withoutReferences(withoutControls(text));
    }

    /**
     * xmlrpc.client writes the control characters of a log (an ESC of a coloured line, say) as they are, though XML
     * forbids them; they are not for an operator's terminal. Line ends are those of XML 1.0, 2.11.
     */
    private static String withoutControls(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r') {
                boolean beforeNewline = i + 1 < text.length() && text.charAt(i + 1) == '\n';
                clean.append(beforeNewline ? "" : "\n");
            } else {
                clean.append(isControl(c) ? '?' : c);
            }
        }
        return clean.toString();
    }

    private static boolean isControl(int c) {
        return c >= 0 && c < ' ' && c != '\n' && c != '\t';
    }

    private String withoutReferences(String text) throws MalformedXml {
        StringBuilder plain = new StringBuilder(text.length());
        int from = 0;
        int ampersand;
        while ((ampersand = text.indexOf('&', from)) >= 0) {
            int semicolon = text.indexOf(';', ampersand);
            if (semicolon < 0) {
                throw expected("a ; after &");
            }
            plain.append(text, from, ampersand).appendCodePoint(character(text.substring(ampersand + 1, semicolon)));
            from = semicolon + 1;
        }
        return plain.append(text, from, text.length()).toString();
    }

    private int character(String reference) throws MalformedXml {
        return switch (reference) {
            case "lt" -> '<';
            case "gt" -> '>';
            case "amp" -> '&';
            case "quot" -> '"';
            case "apos" -> '\'';
            default -> numbered(reference);
        };
    }

    private int numbered(String reference) throws MalformedXml {
        try {
            boolean hexadecimal = reference.startsWith("#x");
            if (!reference.startsWith("#")) {
                throw expected("a character reference, and not &" + reference + ";");
            }
            int codePoint = hexadecimal
                    ? Integer.parseUnsignedInt(reference.substring(2), 16)
                    : Integer.parseUnsignedInt(reference.substring(1));
            if (!Character.isValidCodePoint(codePoint)) {
                throw expected("a character, and not &" + reference + ";");
            }
            return isControl(codePoint) && codePoint != '\r' ? '?' : codePoint;
        } catch (NumberFormatException e) {
            throw expected("a number in &" + reference + ";");
        }
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

    /** Keeps what begins at textStart, and reads on behind it. */
    private void fill() throws IOException, MalformedXml {
        if (textStart > 0) {
            System.arraycopy(window, textStart, window, 0, limit - textStart);
            passed += textStart;
            limit -= textStart;
            position -= textStart;
            textStart = 0;
        }
        if (limit == window.length) {
            window = Arrays.copyOf(window, 2 * window.length);
        }
        int count = in.read(window, limit, window.length - limit);
        if (count <= 0) {
            throw new MalformedXml("it ends too early, after " + (passed + limit) + " bytes");
        }
        limit += count;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
