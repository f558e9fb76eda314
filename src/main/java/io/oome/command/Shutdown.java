package io.oome.command;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * On SIGTERM, SIGINT or SIGHUP nothing new begins, the work under way is finished, and the program exits. A second
 * signal changes nothing.
 *
 * <p>Not a JVM shutdown hook: Quarkus's own hook would close the REST client at the same time, and a JVM that a signal
 * ends never exits with 0.
 */
final class Shutdown {

    private static final String[] SIGNALS = {"TERM", "INT", "HUP"};

    private Shutdown() {}

    static void onSignal(Runnable finish, int exitCode) {
        AtomicBoolean begun = new AtomicBoolean();
        Runnable end = () -> {
            if (begun.compareAndSet(false, true)) {
                new Thread(() -> finishAndEnd(finish, exitCode), "shutdown").start();
            }
        };
        for (String name : SIGNALS) {
            handle(new Signal(name), signal -> end.run());
        }
        if (isEnding()) {
            end.run();
        }
    }

    /**
     * A signal came earlier, and set off Quarkus's hook, which now waits for this program to end, and would for ever.
     */
    private static boolean isEnding() {
        Thread probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            return !Runtime.getRuntime().removeShutdownHook(probe);
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** A signal that was ignored at startup stays ignored: nohup(1) and a shell's background jobs rely on it. */
    private static void handle(Signal signal, SignalHandler handler) {
        SignalHandler before = Signal.handle(signal, handler);
        if (before == SignalHandler.SIG_IGN) {
            Signal.handle(signal, SignalHandler.SIG_IGN);
        }
    }

    private static void finishAndEnd(Runnable finish, int exitCode) {
        try {
            finish.run();
        } finally {
            Runtime.getRuntime().halt(exitCode);
        }
    }
}
