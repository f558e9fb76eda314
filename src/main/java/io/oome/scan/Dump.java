package io.oome.scan;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The heap dump of an OutOfMemoryError, or why none exists.
 *
 * @param file as the process sees it; empty if none exists, or if another user owns it
 * @param text for an operator
 */
public record Dump(Optional<Path> file, String text) {

    @Override
    public String toString() {
        return text;
    }
}
