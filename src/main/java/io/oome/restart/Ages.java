package io.oome.restart;

import java.time.Duration;

/** Formats an age for people: {@code 12 s}, {@code 4 min}, {@code 3 h}, {@code 2 d}. */
final class Ages {

    private Ages() {}

    static String text(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 60 * 60) {
            return seconds / 60 + " min";
        }
        return seconds < 2 * 24 * 60 * 60 ? seconds / 3600 + " h" : seconds / 86400 + " d";
    }
}
