package io.oome.proc;

import java.nio.file.Path;
import java.util.Optional;

/** Stands in until discovery's is merged. */
public final class PathTrust {

    public PathTrust(int ourUid) {}

    public Optional<String> whyNot(Path file) {
        return Optional.empty();
    }
}
