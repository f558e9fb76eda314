package io.oome.supervisor;

/** supervisord understood the call and refused it. */
public final class SupervisorFault extends SupervisorException {

    private final Fault fault;

    SupervisorFault(int code, String text) {
        super("supervisord answered with fault " + code + " (" + text + ")" + remedy(code), null);
        this.fault = Fault.of(code);
    }

    /** supervisord starts without that section, but then knows none of its own methods. */
    private static String remedy(int code) {
        return Fault.of(code) == Fault.UNKNOWN_METHOD
                ? ": its configuration lacks [rpcinterface:supervisor], with"
                        + " supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface"
                : "";
    }

    public Fault fault() {
        return fault;
    }
}
