package io.oome.jvm;

/** A command that the monitor does not understand, or the shell would not. */
final class ShellException extends Exception {

    ShellException(String why) {
        super(why);
    }
}
