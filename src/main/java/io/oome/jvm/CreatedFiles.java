package io.oome.jvm;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The files that commands create, and whether they certainly do. */
final class CreatedFiles {

    private final Set<String> files = new LinkedHashSet<>();
    private final Set<String> certain = new HashSet<>();
    private Optional<String> doubt = Optional.empty();

    /**
     * @param condition a command that must succeed first
     */
    void add(String file, Optional<String> condition) {
        files.add(file);
        if (condition.isEmpty()) {
            certain.add(file);
        } else {
            doubt = condition;
        }
    }

    boolean contains(String file) {
        return files.contains(file);
    }

    boolean removeAll(List<String> removed) {
        return files.removeAll(removed);
    }

    /** Forgets the files added since. */
    void retainAll(Set<String> before) {
        files.retainAll(before);
    }

    Set<String> copy() {
        return Set.copyOf(files);
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    Effect.Touches effect(boolean ends) {
        return new Effect.Touches(List.copyOf(files), ends, certain.containsAll(files) ? Optional.empty() : doubt);
    }
}
