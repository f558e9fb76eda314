package io.oome.supervisor;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Shell wildcards as in Python's fnmatch: {@code *}, {@code ?}, {@code [abc]}, {@code [a-z]}, {@code [!abc]}. */
public final class Glob {

    private Glob() {}

    public static boolean isGlob(String text) {
        return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    }

    /** An invalid character class ({@code [z-a]}) makes the whole glob literal. */
    public static Pattern compile(String glob) {
        try {
            return Pattern.compile(regex(glob), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            return Pattern.compile(Pattern.quote(glob));
        }
    }

    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        int[] characters = glob.codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            int close = c == '[' ? endOfClass(characters, i + 1) : -1;
            if (close > 0) {
                regex.append(characterClass(new String(characters, i + 1, close - i - 1)));
                i = close;
            } else if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(Character.toString(c)));
            }
        }
        return regex.toString();
    }

    /** The index of the closing {@code ]}; a {@code ]} that comes first belongs to the class. */
    private static int endOfClass(int[] characters, int begin) {
        int i = begin < characters.length && characters[begin] == '!' ? begin + 2 : begin + 1;
        while (i < characters.length && characters[i] != ']') {
            i++;
        }
        return i < characters.length ? i : -1;
    }

    private static String characterClass(String characters) {
        boolean negated = characters.startsWith("!");
        String literal = characters.substring(negated ? 1 : 0).replaceAll("[\\\\\\[\\]^&]", "\\\\$0");
        return (negated ? "[^" : "[") + literal + ']';
    }
}
