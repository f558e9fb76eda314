package io.oome.notify;

/**
 * Makes untrusted text (names, paths, a server's answers) safe to show: terminal control characters, line breaks and
 * direction overrides are written out, as {@code \x1b} or {@code \u202e}.
 */
public final class Printable {

    private static final int LONGEST = 200;
    private static final String LINE_SEPARATORS = "\u2028\u2029";

    /** Unicode's explicit embeddings, overrides, isolates and marks: UAX 9. */
    private static final String BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    private Printable() {}

    /** As one line: line feeds and tabs are written out, too. */
    public static String line(String text) {
        return escaped(text, "");
    }

    /** Shortens an untrusted path or command for a message: it can be thousands of characters long. */
    public static String brief(Object text) {
        String whole = text.toString();
        int half = LONGEST / 2;
        return whole.length() <= LONGEST
                ? whole
                : whole.substring(0, half) + '…' + whole.substring(whole.length() - half + 1);
    }

    /** As several lines: line feeds and tabs stay. */
    public static String text(String text) {
        return escaped(text, "\n\t");
    }

    /** The stack trace of an exception and its causes, whose messages are untrusted. */
    public static String trace(Throwable e) {
        StringBuilder trace = new StringBuilder(line(e.toString()));
        for (StackTraceElement frame : e.getStackTrace()) {
            trace.append("\n\tat ").append(frame);
        }
        return e.getCause() == null
                ? trace.toString()
                : trace.append("\nCaused by: ").append(trace(e.getCause())).toString();
    }

    /** Whether the character must be written out. */
    public static boolean isControl(char c) {
        return Character.isISOControl(c) || LINE_SEPARATORS.indexOf(c) >= 0 || BIDI.indexOf(c) >= 0;
    }

    private static String escaped(String text, String kept) {
        int first = 0;
        while (first < text.length() && isKept(text.charAt(first), kept)) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isKept(c, kept)) {
                escaped.append(c);
            } else {
                escaped.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
            }
        }
        return escaped.toString();
    }

    private static boolean isKept(char c, String kept) {
        return !isControl(c) || kept.indexOf(c) >= 0;
    }
}
