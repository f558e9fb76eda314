package io.oome.journal;

import io.oome.scan.FlagId;
import io.oome.scan.FlagRule;
import java.nio.file.Path;

/**
 * The flag that a restart stands for.
 *
 * @param path as the process, or the operator, means it
 */
public record Cause(FlagId flag, Path path, FlagRule rule) {

    @Override
    public String toString() {
        return path + " (rule: " + rule + ")";
    }
}
