package io.oome.command;

import java.time.Duration;

/** A length of time in a column: {@code 12s}, {@code 4m}, {@code 3h}, {@code 2d}. */
final class Span {

    private Span() {}

    static String text(Duration length) {
        long seconds = Math.max(0, length.toSeconds());
        if (seconds < 2 * 60) {
            return seconds + "s";
        }
        if (seconds < 2 * 60 * 60) {
            return seconds / 60 + "m";
        }
        return seconds < 2 * 24 * 60 * 60 ? seconds / 3600 + "h" : seconds / 86400 + "d";
    }
}
