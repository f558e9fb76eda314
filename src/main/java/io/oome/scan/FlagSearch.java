package io.oome.scan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the rules gave for one process.
 *
 * @param passedOver the rules before the one that won (all of them, if none did), each with its reason
 */
public record FlagSearch(Optional<FlagPath> found, List<PassedOver> passedOver) {

    /**
     * @param unknown the rule might have given a path, if the process could have been looked into
     */
    public record PassedOver(FlagRule rule, String reason, boolean unknown) {
        @Override
        public String toString() {
            return rule + ": " + reason;
        }
    }

    /**
     * The process could not be looked into, and no rule before the customary places gave a path: it may be another than
     * this.
     */
    public boolean isGuess() {
        return found.filter(path -> path.rule().isCustom()).isPresent()
                && passedOver.stream().anyMatch(PassedOver::unknown);
    }

    /** Every rule that was passed over. */
    public String reasons() {
        return passedOver.stream().map(PassedOver::toString).collect(Collectors.joining("; "));
    }

    /** Those that were passed over because the process could not be looked into. */
    public String unknowns() {
        return passedOver.stream()
                .filter(PassedOver::unknown)
                .map(PassedOver::toString)
                .collect(Collectors.joining("; "));
    }
}
