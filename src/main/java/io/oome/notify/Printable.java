package io.oome.notify;

/**
 * Text of others (names, paths, a server's answers) as it may be shown: what a terminal would obey, what would begin a
 * line of its own, and what would turn the direction of the text around is written out, as {@code \x1b} or
 * {@code \u202e}.
 */
public final class Printable {

    private static final int LONGEST = 200;
    private static final String LINE_SEPARATORS = "\u2028\u2029";

    /** Unicode's explicit embeddings, overrides, isolates and marks: UAX 9. */
    private static final String BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    private Printable() {}

    /** One line: a line feed and a tab are written out, too. */
    public static String line(String text) {
        return escaped(text, "");
    }

    /** A path or a command of others, in a message: they may be thousands of characters long. */
    public static String brief(Object text) {
        String whole = text.toString();
        int half = LONGEST / 2;
        return whole.length() <= LONGEST
                ? whole
                : whole.substring(0, half) + '…' + whole.substring(whole.length() - half + 1);
    }

    /** Text of several lines, which keeps its line feeds and tabs. */
    public static String text(String text) {
        return escaped(text, "\n\t");
    }

    /** An exception and its causes, whose messages are text of others. */
    public static String trace(Throwable e) {
        StringBuilder trace = new StringBuilder(line(e.toString()));
        for (StackTraceElement frame : e.getStackTrace()) {
            trace.append("\n\tat ").append(frame);
        }
        return e.getCause() == null
                ? trace.toString()
                : trace.append("\nCaused by: ").append(trace(e.getCause())).toString();
    }

    /** Whether it must not be shown as it is. */
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
