package io.oome.supervisor;

import java.util.regex.Pattern;

/**
 * What {@code -p} names: a process by its bare name in every group ({@code web}), in one group ({@code workers:web}),
 * or a glob of either ({@code web*}, {@code workers:*}), with {@code *}, {@code ?} and {@code [abc]}.
 */
public final class NamePattern {

    private final String text;
    private final Pattern group;
    private final Pattern name;

    private NamePattern(String text, String group, String name) {
        this.text = text;
        this.group = group == null ? null : glob(group);
        this.name = glob(name);
    }

    /**
     * @throws IllegalArgumentException if no process can have such a name
     */
    public static NamePattern parse(String text) {
        int colon = text.indexOf(':');
        String name = text.substring(colon + 1);
        boolean bad = name.isBlank() || colon == 0 || name.contains(":") || text.contains("/");
        if (bad) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no process name: give NAME, GROUP:NAME, or a glob of either");
        }
        return new NamePattern(text, colon < 0 ? null : text.substring(0, colon), name);
    }

    public boolean matches(Namespec process) {
        boolean inGroup = group == null || group.matcher(process.group()).matches();
        return inGroup && name.matcher(process.name()).matches();
    }

    /** Names one process, not whatever looks like it. */
    public boolean isExact() {
        return text.chars().noneMatch(c -> c == '*' || c == '?' || c == '[');
    }

    /** {@code group:name}, which beats a bare name. */
    public boolean hasGroup() {
        return group != null;
    }

    private static Pattern glob(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            int close = c == '[' ? glob.indexOf(']', i + 2) : -1;
            if (close > 0) {
                regex.append(characterClass(glob.substring(i + 1, close)));
                i = close;
            } else if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static String characterClass(String characters) {
        boolean negated = characters.startsWith("!");
        String literal = characters.substring(negated ? 1 : 0).replaceAll("[\\\\\\[\\]^&]", "\\\\$0");
        return (negated ? "[^" : "[") + literal + ']';
    }

    @Override
    public String toString() {
        return text;
    }
}
