package io.oome.supervisor;

import java.util.regex.Pattern;

/**
 * The argument of {@code -p}: a process by its bare name in every group ({@code web}), or in one group
 * ({@code workers:web}), or a glob of either ({@code web*}, {@code workers:*}) with {@code *}, {@code ?} and {@code
 * [abc]}.
 */
public final class NamePattern {

    private final String text;
    private final Pattern group;
    private final Pattern name;

    private NamePattern(String text, String group, String name) {
        this.text = text;
        this.group = group == null ? null : Glob.compile(group);
        this.name = Glob.compile(name);
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
                    "\"" + text + "\" is not a process name: give NAME, GROUP:NAME, or a glob of either");
        }
        return new NamePattern(text, colon < 0 ? null : text.substring(0, colon), name);
    }

    public boolean matches(Namespec process) {
        boolean inGroup = group == null || group.matcher(process.group()).matches();
        return inGroup && name.matcher(process.name()).matches();
    }

    /** Whether it is a name, not a glob. */
    public boolean isExact() {
        return !Glob.isGlob(text);
    }

    /** Whether it is {@code group:name}, which beats a bare name. */
    public boolean hasGroup() {
        return group != null;
    }

    @Override
    public String toString() {
        return text;
    }
}
