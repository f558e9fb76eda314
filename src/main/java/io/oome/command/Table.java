package io.oome.command;

import io.oome.notify.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;

/**
 * Columns as wide as their widest cell, with lines of text below a row that are wrapped at blanks: a path is never
 * broken.
 */
final class Table {

    private static final int DEFAULT_WIDTH = 80;
    private static final int NARROWEST = 40;
    private static final String GAP = "  ";
    private static final String INDENT = "    ";

    private final int columns;
    private final List<Line> lines = new ArrayList<>();

    /** A row of cells, or text below one. */
    private record Line(List<String> cells, String text) {}

    Table(String... headings) {
        this.columns = headings.length;
        row(headings);
    }

    void row(String... cells) {
        lines.add(new Line(Stream.of(cells).map(Printable::line).toList(), null));
    }

    void below(String text) {
        lines.add(new Line(List.of(), Printable.line(text)));
    }

    /** COLUMNS, if the caller exports it. */
    static int width(Map<String, String> env) {
        try {
            return Math.max(NARROWEST, Integer.parseInt(env.getOrDefault("COLUMNS", "")));
        } catch (NumberFormatException e) {
            return DEFAULT_WIDTH;
        }
    }

    void print(PrintWriter out, int width) {
        int[] widths = widths();
        for (Line line : lines) {
            out.print(line.text() == null ? aligned(line.cells(), widths) : wrapped(line.text(), width));
        }
        out.flush();
    }

    private int[] widths() {
        int[] widths = new int[columns];
        for (Line line : lines) {
            for (int i = 0; i < line.cells().size(); i++) {
                widths[i] = Math.max(widths[i], displayWidth(line.cells().get(i)));
            }
        }
        return widths;
    }

    private static String aligned(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i));
            if (i < cells.size() - 1) {
                line.append(" ".repeat(widths[i] - displayWidth(cells.get(i)))).append(GAP);
            }
        }
        return line.append('\n').toString();
    }

    private static String wrapped(String text, int width) {
        StringBuilder lines = new StringBuilder();
        int used = 0;
        for (String word : text.split(" ")) {
            boolean fits = used > 0 && used + 1 + displayWidth(word) <= width;
            if (fits) {
                lines.append(' ').append(word);
                used += 1 + displayWidth(word);
            } else {
                lines.append(used > 0 ? "\n" : "").append(INDENT).append(word);
                used = INDENT.length() + displayWidth(word);
            }
        }
        return lines.append('\n').toString();
    }

    /** How many columns a terminal needs: two for a CJK character, none for a combining one. */
    static int displayWidth(String text) {
        long combining = text.codePoints()
                .filter(it -> Character.getType(it) == Character.NON_SPACING_MARK)
                .count();
        return Ansi.OFF.new Text(text).getCJKAdjustedLength() - (int) combining;
    }
}
