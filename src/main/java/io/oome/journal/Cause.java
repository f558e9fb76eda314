package io.oome.journal;

import io.oome.scan.FlagId;
import io.oome.scan.FlagRule;

/**
 * The flag that a restart stands for.
 *
 * @param path as the process, or the operator, means it; a text, for the locale of a monitor to come may not have its characters
 */
public record Cause(FlagId flag, String path, FlagRule rule) {

    @Override
    public String toString() {
        return path + " (rule: " + rule + ")";
    }
}
