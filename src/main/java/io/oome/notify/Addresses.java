package io.oome.notify;

import java.util.List;
import java.util.regex.Pattern;

/** Mail addresses. None is ever logged, not even in an error message or in a server's answer. */
public final class Addresses {

    private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>,;:\"()]+@[^\\s@<>,;:\"()]+");

    private Addresses() {}

    /**
     * @param source the option or setting that the message names
     * @throws IllegalArgumentException if one is malformed; the message does not repeat it
     */
    public static List<String> parse(String source, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            if (!ADDRESS.matcher(texts.get(i)).matches()) {
                String which = texts.size() == 1 ? "its value" : "value " + (i + 1);
                throw new IllegalArgumentException(
                        source + ": " + which + " is not a mail address: give NAME@HOST, without a display name");
            }
        }
        return texts.stream().distinct().toList();
    }

    /** {@code 550 5.1.1 <***>: Recipient address rejected}. */
    static String hidden(String text) {
        return ADDRESS.matcher(text).replaceAll("***");
    }
}
