package io.oome.supervisor;

/** Something that supervisord, or the way to it, did not let us do. The message is one line for an operator. */
public abstract sealed class SupervisorException extends RuntimeException
        permits SupervisorFault, SupervisorUnreachable {

    SupervisorException(String message, Throwable cause) {
        super(message, cause);
    }
}
