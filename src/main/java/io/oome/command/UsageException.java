package io.oome.command;

/** A mistake on the command line or in the configuration: one line that names it and the remedy. */
final class UsageException extends RuntimeException {

    UsageException(String message) {
        super(message);
    }
}
