package io.oome.notify;

/** Lines of a mail body: {@code name:        value}. */
public final class Facts {

    private static final int COLUMN = 13;

    private final StringBuilder lines = new StringBuilder();

    public Facts add(String name, String value) {
        String label = name + ":";
        lines.append(label).append(" ".repeat(Math.max(1, COLUMN - label.length())));
        lines.append(Printable.line(value)).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
