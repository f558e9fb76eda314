package io.oome.jvm;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a {@code command=}, split as supervisord does (process.py: shlex.split, POSIX rules, no comments).
 * Outside quotes a backslash quotes any character; within double quotes it quotes only the quote and itself. Nothing
 * else is special.
 */
final class CommandWords {

    private final String command;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private char quote;
    private int at;

    private CommandWords(String command) {
        this.command = command;
    }

    /**
     * @throws ShellException if supervisord could not start it either
     */
    static List<String> of(String command) throws ShellException {
        return new CommandWords(command).read();
    }

    private List<String> read() throws ShellException {
        while (at < command.length()) {
            take(command.charAt(at++));
        }
        if (quote != 0) {
            throw new ShellException("an unterminated quote");
        }
        endWord();
        return words;
    }

    private void take(char c) throws ShellException {
        boolean isBlank = quote == 0 && " \t\r\n".indexOf(c) >= 0;
        if (isBlank) {
            endWord();
            return;
        }
        inWord = true;
        boolean isQuote = quote == 0 ? c == '"' || c == '\'' : c == quote;
        if (isQuote) {
            quote = quote == 0 ? c : 0;
        } else {
            word.append(escapes(c) ? escaped() : c);
        }
    }

    private boolean escapes(char c) {
        boolean isInWord = quote == 0;
        boolean isInQuotes = quote == '"' && (command.startsWith("\"", at) || command.startsWith("\\", at));
        return c == '\\' && (isInWord || isInQuotes);
    }

    private char escaped() throws ShellException {
        if (at == command.length()) {
            throw new ShellException("a backslash at the end");
        }
        return command.charAt(at++);
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
    }
}
