package io.oome.supervisor;

/** supervisord understood the call and refused it. */
public final class SupervisorFault extends SupervisorException {

    private final Fault fault;

    SupervisorFault(int code, String text) {
        super("supervisord answered with fault " + code + " (" + text + ")", null);
        this.fault = Fault.of(code);
    }

    public Fault fault() {
        return fault;
    }
}
