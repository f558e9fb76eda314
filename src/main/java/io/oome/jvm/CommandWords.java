package io.oome.jvm;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a {@code command=}, as supervisord takes them (process.py: shlex.split, POSIX rules, no comments). A backslash
 * quotes any character outside of quotes, and within double ones only the quote and itself; nothing else is special.
 */
final class CommandWords {

    private CommandWords() {}

    /**
     * @throws ShellException if supervisord could not start it either
     */
    static List<String> of(String command) throws ShellException {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            boolean isBlank = quote == 0 && " \t\r\n".indexOf(c) >= 0;
            if (isBlank) {
                add(inWord, word, words);
                inWord = false;
                continue;
            }
            inWord = true;
            boolean isQuote = quote == 0 ? c == '"' || c == '\'' : c == quote;
            char next = i + 1 < command.length() ? command.charAt(i + 1) : 0;
            boolean escapes = c == '\\' && (quote == 0 || quote == '"' && (next == '"' || next == '\\'));
            if (isQuote) {
                quote = quote == 0 ? c : 0;
            } else if (escapes) {
                word.append(next);
                i++;
            } else {
                word.append(c);
            }
        }
        if (quote != 0 || command.endsWith("\\") && word.length() > 0 && word.charAt(word.length() - 1) == 0) {
            throw new ShellException("an unterminated quote");
        }
        add(inWord, word, words);
        return words;
    }

    private static void add(boolean inWord, StringBuilder word, List<String> words) {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
        }
    }
}
