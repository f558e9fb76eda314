package io.oome.supervisor;

import java.nio.charset.StandardCharsets;

/** Decodes XML text: character references, line ends, numbers. Replaces characters that must not reach a terminal. */
final class XmlText {

    private static final int MAX_DIGITS = 10;

    private XmlText() {}

    /** A decimal 32-bit number; ignores blanks around it. */
    static int integer(byte[] utf8, int start, int end) throws MalformedXml {
        int first = start;
        int last = end;
        while (first < last && isBlank(utf8[first])) {
            first++;
        }
        while (first < last && isBlank(utf8[last - 1])) {
            last--;
        }
        boolean negative = first < last && utf8[first] == '-';
        long value = digits(utf8, negative ? first + 1 : first, last);
        value = negative ? -value : value;
        if (value != (int) value) {
            throw expected("a number of at most 32 bits");
        }
        return (int) value;
    }

    private static long digits(byte[] utf8, int start, int end) throws MalformedXml {
        boolean tooLong = end - start > MAX_DIGITS;
        if (start >= end || tooLong) {
            throw expected("a number");
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            int digit = utf8[i] - '0';
            if (digit < 0 || digit > 9) {
                throw expected("a number");
            }
            value = 10 * value + digit;
        }
        return value;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\t' || b == '\r';
    }

    /** Decodes a piece of text. */
    static String decode(byte[] utf8, int start, int length) throws MalformedXml {
        boolean plain = true;
        for (int i = start; i < start + length; i++) {
            byte b = utf8[i];
            plain &= b != '&' && !isControl(b);
        }
        String text = new String(utf8, start, length, StandardCharsets.UTF_8);
        return plain ? text : withoutReferences(withoutControls(text));
    }

    /**
     * Replaces control characters and normalizes line ends (XML 1.0, 2.11). xmlrpc.client writes a log's control
     * characters (such as the ESC of a coloured line) unescaped, though XML forbids them; they must not reach an
     * operator's terminal.
     */
    static String withoutControls(String text) {
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

    private static String withoutReferences(String text) throws MalformedXml {
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

    private static int character(String reference) throws MalformedXml {
        return switch (reference) {
            case "lt" -> '<';
            case "gt" -> '>';
            case "amp" -> '&';
            case "quot" -> '"';
            case "apos" -> '\'';
            default -> numbered(reference);
        };
    }

    private static int numbered(String reference) throws MalformedXml {
        try {
            boolean hexadecimal = reference.startsWith("#x");
            if (!reference.startsWith("#")) {
                throw expected("a character reference, got &" + reference + ";");
            }
            int codePoint = hexadecimal
                    ? Integer.parseUnsignedInt(reference.substring(2), 16)
                    : Integer.parseUnsignedInt(reference.substring(1));
            if (!isCharacter(codePoint)) {
                throw expected("a character, got &" + reference + ";");
            }
            return isControl(codePoint) && codePoint != '\r' ? '?' : codePoint;
        } catch (NumberFormatException e) {
            throw expected("a number in &" + reference + ";");
        }
    }

    private static boolean isCharacter(int codePoint) {
        boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return Character.isValidCodePoint(codePoint) && !surrogate;
    }

    private static MalformedXml expected(String what) {
        return new MalformedXml("expected " + what);
    }
}
