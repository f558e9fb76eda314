package io.oome.command;

import picocli.CommandLine.Help.Ansi;

/** Measures and cuts text by the columns that it takes on a terminal. */
final class TerminalText {

    private TerminalText() {}

    static String cut(String line, int width) {
        return width(line) <= width ? line : head(line, width - 1).stripTrailing() + "…";
    }

    /** Cuts in the middle, because names differ at their ends: {@code backend:worker-…-name_07}. */
    static String cutWithin(String name, int width) {
        if (width(name) <= width) {
            return name;
        }
        String head = head(name, width / 2);
        int room = width - 1 - width(head);
        int start = name.length();
        while (start > 0) {
            int before = name.offsetByCodePoints(start, -1);
            room -= width(name.substring(before, start));
            if (room < 0) {
                break;
            }
            start = before;
        }
        return head + "…" + name.substring(start);
    }

    private static String head(String text, int width) {
        int room = width;
        int end = 0;
        while (end < text.length()) {
            int next = text.offsetByCodePoints(end, 1);
            room -= width(text.substring(end, next));
            if (room < 0) {
                break;
            }
            end = next;
        }
        return text.substring(0, end);
    }

    /** The columns on a terminal: two for a CJK character, none for a combining one. */
    static int width(String text) {
        if (text.chars().allMatch(it -> it < 0x300)) {
            return text.length();
        }
        long combining = text.codePoints()
                .filter(it -> Character.getType(it) == Character.NON_SPACING_MARK)
                .count();
        return Ansi.OFF.new Text(text).getCJKAdjustedLength() - (int) combining;
    }
}
