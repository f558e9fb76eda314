package io.oome.jvm;

/** A command that we do not understand, or that the shell would not. */
final class ShellException extends Exception {

    ShellException(String why) {
        super(why);
    }
}
