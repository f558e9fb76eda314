package io.oome.jvm;

import io.oome.jvm.ShellToken.Redirection;
import io.oome.jvm.ShellToken.Separator;
import io.oome.jvm.ShellToken.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Splits a command into words and operators, as POSIX's Shell Command Language defines them (2.2 Quoting, 2.3 Token
 * Recognition). Runs and looks up nothing: a word that would need that is marked unknown.
 */
final class ShellLexer {

    /** The longest first. */
    private static final List<String> OPERATORS =
            List.of("&&", "||", ">>", ">|", ">&", "<<", "<&", "<>", "\n", ";", "&", "|", ">", "<");

    private static final String OF_OPERATORS = "&|;<>\n";

    /** Patterns, and the braces and words of shells other than dash. */
    private static final String EXPANDED = "*?[{}";

    private static final String ESCAPABLE_IN_QUOTES = "$`\"\\";

    private final String text;
    private final Function<String, Optional<String>> variables;
    private final List<ShellToken> tokens = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int at;
    private boolean inWord;
    private boolean isKnown = true;
    private boolean isQuoted;

    private ShellLexer(String text, Function<String, Optional<String>> variables) {
        this.text = text;
        this.variables = variables;
    }

    /**
     * @param variables gives the value of a variable, if known
     */
    static List<ShellToken> tokens(String text, Function<String, Optional<String>> variables) throws ShellException {
        return new ShellLexer(text, variables).read();
    }

    private List<ShellToken> read() throws ShellException {
        while (at < text.length()) {
            char c = text.charAt(at);
            switch (c) {
                case ' ', '\t' -> blank();
                case '\'' -> single();
                case '"' -> quoted();
                case '\\' -> escaped();
                case '$' -> variable(false);
                case '`' -> throw new ShellException("a command substitution");
                case '(', ')' -> throw new ShellException("a subshell");
                default -> other(c);
            }
        }
        endWord();
        return tokens;
    }

    private void blank() {
        endWord();
        at++;
    }

    private void endWord() {
        if (inWord) {
            tokens.add(new Word(word.toString(), isKnown));
        }
        word.setLength(0);
        inWord = false;
        isKnown = true;
        isQuoted = false;
    }

    private void add(char c) {
        word.append(c);
        inWord = true;
    }

    private void single() throws ShellException {
        int end = text.indexOf('\'', at + 1);
        if (end < 0) {
            throw unterminated();
        }
        word.append(text, at + 1, end);
        beginQuoted();
        at = end + 1;
    }

    private void beginQuoted() {
        inWord = true;
        isQuoted = true;
    }

    private static ShellException unterminated() {
        return new ShellException("an unterminated quote (the JVM splits at each ; whether quoted or not)");
    }

    private void quoted() throws ShellException {
        beginQuoted();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at);
            switch (c) {
                case '\\' -> escapedInQuotes();
                case '$' -> variable(true);
                case '`' -> throw new ShellException("a command substitution");
                default -> {
                    add(c);
                    at++;
                }
            }
        }
        if (at == text.length()) {
            throw unterminated();
        }
        at++;
    }

    private void escapedInQuotes() {
        char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        if (next == '\n') {
            at += 2;
        } else if (ESCAPABLE_IN_QUOTES.indexOf(next) >= 0) {
            add(next);
            at += 2;
        } else {
            add('\\');
            at++;
        }
    }

    /** A backslash at the end of the text stands for itself. */
    private void escaped() {
        boolean last = at + 1 == text.length();
        if (!last && text.charAt(at + 1) == '\n') {
            at += 2;
            return;
        }
        add(last ? '\\' : text.charAt(at + 1));
        isQuoted = true;
        at += 2;
    }

    private void variable(boolean inQuotes) throws ShellException {
        inWord = true;
        at++;
        boolean inBraces = at < text.length() && text.charAt(at) == '{';
        int start = inBraces ? at + 1 : at;
        int end = start;
        while (end < text.length() && isOfName(text.charAt(end), end == start)) {
            end++;
        }
        boolean isWhole = end > start && (!inBraces || (end < text.length() && text.charAt(end) == '}'));
        if (!isWhole) {
            substitution();
            return;
        }
        value(text.substring(start, end), inQuotes);
        at = inBraces ? end + 1 : end;
    }

    private static boolean isOfName(char c, boolean isFirst) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        return letter || (!isFirst && c >= '0' && c <= '9');
    }

    /** A dollar sign before a blank, or at the end, stands for itself. */
    private void substitution() throws ShellException {
        boolean isLiteral = at == text.length() || " \t\n/.\"".indexOf(text.charAt(at)) >= 0;
        if (!isLiteral) {
            throw new ShellException("a substitution");
        }
        add('$');
    }

    /** Without quotes the shell would split and expand the value. */
    private void value(String name, boolean inQuotes) {
        Optional<String> value = variables.apply(name);
        isKnown &= value.isPresent() && (inQuotes || value.get().matches("[^\\s*?\\[]+"));
        word.append(value.orElse("$" + name));
    }

    private void other(char c) throws ShellException {
        if (c == '#' && !inWord) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
            return;
        }
        if (OF_OPERATORS.indexOf(c) >= 0) {
            operator(OPERATORS.stream()
                    .filter(it -> text.startsWith(it, at))
                    .findFirst()
                    .orElseThrow());
            return;
        }
        boolean isHome = c == '~' && !inWord;
        isKnown &= !isHome && EXPANDED.indexOf(c) < 0;
        add(c);
        at++;
    }

    private void operator(String operator) throws ShellException {
        boolean isRedirection = operator.contains("<") || operator.contains(">");
        boolean isDescriptor = inWord && !isQuoted && word.toString().matches("\\d");
        if (isRedirection && isDescriptor) {
            inWord = false;
        }
        endWord();
        if (operator.equals("<<")) {
            throw new ShellException("a here-document");
        }
        tokens.add(isRedirection ? new Redirection(operator) : new Separator(operator));
        at += operator.length();
    }
}
