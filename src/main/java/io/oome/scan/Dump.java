package io.oome.scan;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What became of the heap dump of an OutOfMemoryError.
 *
 * @param file as the process sees it; empty if there is none, or it is not its user's
 * @param text in words for an operator
 */
public record Dump(Optional<Path> file, String text) {

    @Override
    public String toString() {
        return text;
    }
}
