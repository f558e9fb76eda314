package io.oome.command;

/** The operator asked for something that can't be: one line that names it, and the remedy. */
final class UsageException extends RuntimeException {

    UsageException(String message) {
        super(message);
    }
}
