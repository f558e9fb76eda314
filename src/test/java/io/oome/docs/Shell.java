package io.oome.docs;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into the simple commands that a shell would run, without expanding anything. */
final class Shell {

    private final List<List<String>> commands = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private StringBuilder word;

    private Shell() {}

    static List<List<String>> commands(String line) {
        Shell shell = new Shell();
        shell.split(line);
        return shell.commands;
    }

    private void split(String line) {
        char quote = 0;
        for (char c : line.toCharArray()) {
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
                word.append(quote == 0 ? "" : c);
            } else if (c == '\'' || c == '"') {
                quote = c;
                word = word == null ? new StringBuilder() : word;
            } else if (c == '#' && word == null) {
                break;
            } else if (Character.isWhitespace(c)) {
                endWord();
            } else if (";|&".indexOf(c) >= 0) {
                endCommand();
            } else {
                word = word == null ? new StringBuilder() : word;
                word.append(c);
            }
        }
        endCommand();
    }

    private void endWord() {
        if (word != null) {
            words.add(word.toString());
            word = null;
        }
    }

    private void endCommand() {
        endWord();
        if (!words.isEmpty()) {
            commands.add(words);
            words = new ArrayList<>();
        }
    }
}
