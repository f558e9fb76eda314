package io.oome.jvm;

/** What a line of sh(1) consists of. */
sealed interface ShellToken {

    /**
     * @param text what the shell makes of it; of no meaning if it is not known
     * @param isKnown false for what only the shell can expand: a command substitution, a pattern, most variables
     */
    record Word(String text, boolean isKnown) implements ShellToken {}

    /** {@code ;}, a line feed, {@code &}, {@code |}, {@code &&} or {@code ||}. */
    record Separator(String text) implements ShellToken {}

    /** {@code >} and its like; the word that follows says where. */
    record Redirection(String text) implements ShellToken {

        boolean isOutput() {
            return text.equals(">") || text.equals(">|") || isAppending();
        }

        boolean isAppending() {
            return text.equals(">>");
        }
    }
}
