package io.oome.supervisor;

import java.util.Comparator;

/**
 * supervisord's name for one process: {@code group:name}, or just {@code name} where the two are the same
 * (options.py, make_namespec).
 */
public record Namespec(String group, String name) implements Comparable<Namespec> {

    private static final Comparator<Namespec> BY_GROUP_THEN_NAME =
            Comparator.comparing(Namespec::group).thenComparing(Namespec::name);

    public static Namespec parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? new Namespec(text, text) : new Namespec(text.substring(0, colon), text.substring(colon + 1));
    }

    /** {@code group:name} even where both are the same: the form that can never be taken for a whole group. */
    public String qualified() {
        return group + ':' + name;
    }

    @Override
    public int compareTo(Namespec other) {
        return BY_GROUP_THEN_NAME.compare(this, other);
    }

    @Override
    public String toString() {
        return group.equals(name) ? name : qualified();
    }
}
