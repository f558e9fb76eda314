package io.oome.jvm;

/** A token of a sh(1) command line. */
sealed interface ShellToken {

    /**
     * @param text the word as the shell expands it; meaningless if unknown
     * @param isKnown false for what only the shell can expand: a command substitution, a pattern, most variables
     */
    record Word(String text, boolean isKnown) implements ShellToken {}

    /** {@code ;}, a line feed, {@code &}, {@code |}, {@code &&} or {@code ||}. */
    record Separator(String text) implements ShellToken {}

    /** {@code >} and its like; the next word is the target. */
    record Redirection(String text) implements ShellToken {

        boolean isOutput() {
            return text.equals(">") || text.equals(">|") || isAppending();
        }

        boolean isAppending() {
            return text.equals(">>");
        }
    }
}
