package io.oome.scan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The outcome of the rules for one process.
 *
 * @param passedOver the rules before the one that won (all of them, if none did), each with its reason
 */
public record FlagSearch(Optional<FlagPath> found, List<PassedOver> passedOver) {

    /**
     * @param unknown whether the rule might have given a path, had the process been readable
     */
    public record PassedOver(FlagRule rule, String reason, boolean unknown) {
        @Override
        public String toString() {
            return rule + ": " + reason;
        }
    }

    /** Whether the path is a guess: the process could not be examined, and only a conventional location is left. */
    public boolean isGuess() {
        return found.filter(path -> path.rule().isCustom()).isPresent()
                && passedOver.stream().anyMatch(PassedOver::unknown);
    }

    /** All rules passed over, with their reasons. */
    public String reasons() {
        return passedOver.stream().map(PassedOver::toString).collect(Collectors.joining("; "));
    }

    /** The rules passed over because the process could not be examined. */
    public String unknowns() {
        return passedOver.stream()
                .filter(PassedOver::unknown)
                .map(PassedOver::toString)
                .collect(Collectors.joining("; "));
    }
}
