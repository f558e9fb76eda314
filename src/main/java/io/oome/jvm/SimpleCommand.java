package io.oome.jvm;

import io.oome.jvm.ShellToken.Redirection;
import io.oome.jvm.ShellToken.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A simple command: its words and its output redirections. */
record SimpleCommand(List<Word> words, List<Output> outputs) {

    /** Commands that run the rest; recognized here without options. */
    private static final Set<String> PREFIXES = Set.of("exec", "command", "env", "nohup", "nice", "busybox");

    record Output(boolean isAppended, Word target) {}

    static SimpleCommand of(List<ShellToken> tokens) throws ShellException {
        List<Word> words = new ArrayList<>();
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i) instanceof Word word) {
                words.add(word);
            } else if (i + 1 < tokens.size() && tokens.get(i + 1) instanceof Word target) {
                Redirection redirection = (Redirection) tokens.get(i++);
                if (redirection.isOutput()) {
                    outputs.add(new Output(redirection.isAppending(), target));
                }
            } else {
                throw new ShellException("a redirection to nowhere");
            }
        }
        return new SimpleCommand(words, outputs);
    }

    String name() {
        return words.isEmpty() ? ":" : name(0);
    }

    private String name(int index) {
        String path = words.get(index).text();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether that word is an assignment, or a command that runs the rest. */
    boolean isPrefixed(int index) {
        boolean isLast = index + 1 >= words.size();
        boolean isRunner = !isLast && PREFIXES.contains(name(index));
        return index < words.size() && (isRunner || words.get(index).text().matches("[A-Za-z_]\\w*=.*"));
    }

    List<Word> operands() {
        return words.subList(Math.min(1, words.size()), words.size());
    }

    SimpleCommand without(int first) {
        return new SimpleCommand(words.subList(first, words.size()), outputs);
    }

    String text() {
        return String.join(" ", words.stream().map(Word::text).toList());
    }
}
