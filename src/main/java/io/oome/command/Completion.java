package io.oome.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completes the word at a shell's cursor, from the same model that parses command lines. src/main/sh/completion.*
 * runs {@code oome_monitor __complete WORD…}, whose last word is being typed.
 */
final class Completion {

    /** Not a command of the model: no help shows it, and no typo comes near it. */
    static final String COMMAND = "__complete";

    /** Means a file, for the shell to complete. No process has a slash in its name. */
    static final String FILE = "/";

    /** Where bash splits a word: {@code workers:w1}, {@code --format=json}, {@code web=500}. */
    private static final String BREAKS = "[:=]+";

    private final CommandSpec root;
    private final Function<Optional<String>, List<String>> processNames;

    /**
     * @param processNames by the value of --server-url, if given
     */
    Completion(CommandSpec root, Function<Optional<String>, List<String>> processNames) {
        this.root = root;
        this.processNames = processNames;
    }

    /** The candidates; of a word that the shell has split, only the last piece of each. */
    List<String> of(List<String> given) {
        List<String> words = joined(given);
        String typed = words.get(words.size() - 1);
        String piece = given.isEmpty() ? "" : given.get(given.size() - 1);
        int before = piece.matches(BREAKS) ? typed.length() : typed.length() - piece.length();
        return candidates(words.subList(0, words.size() - 1), typed)
                .filter(it -> it.equals(FILE) || it.startsWith(typed))
                .map(it -> it.equals(FILE) ? it : it.substring(before))
                .toList();
    }

    private static List<String> joined(List<String> pieces) {
        List<String> words = new ArrayList<>();
        boolean open = false;
        for (String piece : pieces.isEmpty() ? List.of("") : pieces) {
            boolean isBreak = piece.matches(BREAKS);
            if ((isBreak || open) && !words.isEmpty()) {
                words.set(words.size() - 1, words.get(words.size() - 1) + piece);
            } else {
                words.add(piece);
            }
            open = isBreak;
        }
        return words;
    }

    private Stream<String> candidates(List<String> before, String typed) {
        Reading reading = new Reading();
        before.forEach(reading::read);
        if (reading.awaiting != null) {
            return values(reading.awaiting, reading.serverUrl);
        }
        int equals = typed.indexOf('=');
        if (typed.startsWith("--") && equals > 0) {
            String name = typed.substring(0, equals);
            OptionSpec option = reading.command.findOption(name);
            return option == null || !takesValue(option)
                    ? Stream.empty()
                    : values(option, reading.serverUrl).map(it -> it.equals(FILE) ? it : name + "=" + it);
        }
        Stream<String> commands = reading.command.subcommands().keySet().stream();
        boolean optionsOnly =
                typed.startsWith("-") || reading.command.subcommands().isEmpty();
        return optionsOnly ? options(reading.command, typed) : commands;
    }

    private static Stream<String> options(CommandSpec command, String typed) {
        return command.options().stream()
                .filter(it -> !it.hidden())
                .flatMap(it -> typed.isEmpty() ? Stream.of(it.longestName()) : Stream.of(it.names()));
    }

    private Stream<String> values(OptionSpec option, Optional<String> serverUrl) {
        if (option.completionCandidates() != null) {
            return StreamSupport.stream(option.completionCandidates().spliterator(), false);
        }
        if (option.paramLabel().startsWith("NAME")) {
            return processNames.apply(serverUrl).stream();
        }
        if (option.paramLabel().contains("|")) {
            return Stream.of(option.paramLabel().split("\\|"));
        }
        return option.paramLabel().equals("FILE") ? Stream.of(FILE) : Stream.empty();
    }

    private static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    /** Reads the words before the cursor, and ignores what is wrong with them. */
    private final class Reading {

        private CommandSpec command = root;
        private OptionSpec awaiting;
        private Optional<String> serverUrl = Optional.empty();

        void read(String word) {
            if (awaiting != null) {
                take(awaiting, word);
                awaiting = null;
            } else if (word.startsWith("--")) {
                readLong(word);
            } else if (word.startsWith("-")) {
                readShort(word);
            } else {
                CommandLine subcommand = command.subcommands().get(word);
                command = subcommand == null ? command : subcommand.getCommandSpec();
            }
        }

        private void readLong(String word) {
            int equals = word.indexOf('=');
            OptionSpec option = command.findOption(equals < 0 ? word : word.substring(0, equals));
            if (option == null || !takesValue(option)) {
                return;
            }
            if (equals < 0) {
                awaiting = option;
            } else {
                take(option, word.substring(equals + 1));
            }
        }

        /** In {@code -dp} the value of -p is the next word; in {@code -pweb} it follows at once. */
        private void readShort(String word) {
            for (int i = 1; i < word.length(); i++) {
                OptionSpec option = command.findOption("-" + word.charAt(i));
                if (option != null && takesValue(option)) {
                    awaiting = i == word.length() - 1 ? option : null;
                    return;
                }
            }
        }

        private void take(OptionSpec option, String value) {
            if (option.longestName().equals("--server-url")) {
                serverUrl = Optional.of(value);
            }
        }
    }
}
