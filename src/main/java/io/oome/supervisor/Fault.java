package io.oome.supervisor;

/** The supervisord faults that the monitor distinguishes, with supervisord's codes and names (xmlrpc.py, Faults). */
public enum Fault {
    UNKNOWN_METHOD(1),
    SHUTDOWN_STATE(6),
    BAD_NAME(10),
    NO_FILE(20),
    ALREADY_STARTED(60),
    NOT_RUNNING(70),
    /** Any other. */
    OTHER(-1);

    private final int code;

    Fault(int code) {
        this.code = code;
    }

    static Fault of(int code) {
        for (Fault fault : values()) {
            if (fault.code == code) {
                return fault;
            }
        }
        return OTHER;
    }
}
