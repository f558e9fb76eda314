package io.oome.supervisor;

/** A failed call to supervisord. The message is one line for an operator. */
public abstract sealed class SupervisorException extends RuntimeException
        permits SupervisorFault, SupervisorUnreachable {

    SupervisorException(String message, Throwable cause) {
        super(message, cause);
    }
}
