package io.oome.command;

import io.oome.notify.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A table of one line per row, the reason last, rows that need attention first. A pipe or a file gets each row as one
 * whole line, for grep. A terminal gets fine rows cut at its width; the reason of any other row is wrapped below it if
 * it does not fit beside it; a reason that consecutive rows share is printed once, below the last of them.
 */
final class Table {

    private static final String GAP = "  ";
    private static final String INDENT = "    ";
    private static final String REASON = "WHY";

    /** With less room than this for the reasons, spared columns are left out. */
    private static final int ROOM_FOR_REASONS = 30;

    /** A name longer than this shifts only its own row. */
    private static final int WIDEST_IN_A_PIPE = 60;

    private static final String RESET = "\033[0m";

    private final List<Heading> headings;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /**
     * @param spared left out on a narrow terminal, the first such column first
     */
    record Heading(String text, boolean spared) {}

    /** How urgent a row is: its colour, and the order of the rows. */
    enum Tone {
        ALARM("\033[31m"),
        WARNING("\033[33m"),
        FINE("\033[2m");

        private final String colour;

        Tone(String colour) {
            this.colour = colour;
        }
    }

    /**
     * @param more details below the row, or in a pipe at its end
     */
    private record Row(Tone tone, List<String> cells, String reason, List<String> more) {}

    Table(List<Heading> headings) {
        this.headings = headings;
    }

    void row(Tone tone, List<String> cells, String reason, List<String> more) {
        rows.add(new Row(
                tone,
                cells.stream().map(Printable::line).toList(),
                Printable.line(reason),
                more.stream().map(Printable::line).toList()));
    }

    /** Adds a line below all rows. */
    void remark(String text) {
        remarks.add(Printable.line(text));
    }

    void print(PrintWriter out, Screen screen) {
        int width = screen.width().orElse(Integer.MAX_VALUE);
        Columns columns = new Columns(width);
        out.println(TerminalText.cut(
                columns.line(headings.stream().map(Heading::text).toList(), REASON), width));
        List<String> below = List.of();
        for (Row row : rows.stream().sorted(Comparator.comparing(Row::tone)).toList()) {
            String cells = columns.line(row.cells(), "");
            Text text = screen.width().isEmpty() ? whole(row, columns) : fitted(row, columns, cells, width);
            if (!text.below().equals(below)) {
                below.forEach(it -> out.println(wrapped(it, INDENT, width)));
            }
            out.println(screen.coloured() ? coloured(row.tone(), cells, text.line()) : text.line());
            below = text.below();
        }
        below.forEach(it -> out.println(wrapped(it, INDENT, width)));
        remarks.forEach(it -> out.println(wrapped(it, "", width)));
        out.flush();
    }

    private record Text(String line, List<String> below) {}

    private static Text whole(Row row, Columns columns) {
        List<String> all = new ArrayList<>(List.of(row.reason()));
        all.addAll(row.more());
        return new Text(columns.line(row.cells(), String.join("; ", all)), List.of());
    }

    private static Text fitted(Row row, Columns columns, String cells, int width) {
        String line = columns.line(row.cells(), row.reason());
        boolean named = columns.isWhole(row.cells().get(0));
        if (row.tone() == Tone.FINE || named && TerminalText.width(line) <= width) {
            return new Text(TerminalText.cut(line, width), row.more());
        }
        List<String> below =
                new ArrayList<>(List.of(named ? row.reason() : row.cells().get(0) + ": " + row.reason()));
        below.addAll(row.more());
        return new Text(cells, below);
    }

    /** Colours the cells, not the reason, which must stay readable; a fine row is dimmed as a whole. */
    private static String coloured(Tone tone, String cells, String line) {
        boolean part = tone != Tone.FINE && line.startsWith(cells);
        return part ? tone.colour + cells + RESET + line.substring(cells.length()) : tone.colour + line + RESET;
    }

    /** The columns shown and their widths: each as wide as its widest cell, the first at most half of a terminal. */
    private final class Columns {
        private final int[] widths = new int[headings.size()];
        private final boolean[] shown = new boolean[headings.size()];
        private final boolean cutting;

        Columns(int width) {
            cutting = width < Integer.MAX_VALUE;
            for (int i = 0; i < widths.length; i++) {
                int column = i;
                shown[i] = true;
                widths[i] = TerminalText.width(headings.get(i).text());
                rows.forEach(it -> widths[column] =
                        Math.max(widths[column], TerminalText.width(it.cells().get(column))));
            }
            widths[0] = Math.min(widths[0], cutting ? width / 2 : WIDEST_IN_A_PIPE);
            for (int i = 0; i < widths.length; i++) {
                shown[i] = !headings.get(i).spared() || width - used() >= ROOM_FOR_REASONS;
            }
        }

        private int used() {
            int used = 0;
            for (int i = 0; i < widths.length; i++) {
                used += shown[i] ? widths[i] + GAP.length() : 0;
            }
            return used;
        }

        boolean isWhole(String name) {
            return TerminalText.width(name) <= widths[0];
        }

        String line(List<String> cells, String reason) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                if (shown[i]) {
                    String cell = cutting ? TerminalText.cutWithin(cells.get(i), widths[i]) : cells.get(i);
                    line.append(cell)
                            .append(" ".repeat(Math.max(0, widths[i] - TerminalText.width(cell))))
                            .append(GAP);
                }
            }
            return line.append(reason).toString().stripTrailing();
        }
    }

    /** Breaks at spaces: never inside a path. */
    private static String wrapped(String text, String indent, int width) {
        StringBuilder lines = new StringBuilder(indent);
        int used = indent.length();
        String between = "";
        for (String word : text.split(" ")) {
            boolean fits = between.isEmpty() || (long) used + 1 + TerminalText.width(word) <= width;
            lines.append(fits ? between : "\n" + INDENT).append(word);
            used = (fits ? used + between.length() : INDENT.length()) + TerminalText.width(word);
            between = " ";
        }
        return lines.toString();
    }
}
