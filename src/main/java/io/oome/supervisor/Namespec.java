package io.oome.supervisor;

/**
 * supervisord's name for a process: {@code group:name}, or just {@code name} if both are the same (options.py,
 * make_namespec).
 */
public record Namespec(String group, String name) {

    public static Namespec parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? new Namespec(text, text) : new Namespec(text.substring(0, colon), text.substring(colon + 1));
    }

    /** {@code group:name} even if both are the same: never mistaken for a whole group. */
    public String qualified() {
        return group + ':' + name;
    }

    @Override
    public String toString() {
        return group.equals(name) ? name : qualified();
    }
}
