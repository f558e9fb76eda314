package io.oome.command;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * SIGTERM, SIGINT and SIGHUP: nothing new begins, what is under way is finished, then this program ends. A second signal
 * changes nothing.
 *
 * <p>Not a shutdown hook of the JVM's: Quarkus has one too, which would close the REST client meanwhile, and the exit
 * code of a JVM that ends by a signal is never 0.
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

    /** A signal came before us: Quarkus' hook, which it has set off, waits for this program's end, without end. */
    private static boolean isEnding() {
        Thread probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            return !Runtime.getRuntime().removeShutdownHook(probe);
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** What was ignored when we were started stays so: nohup(1), and a shell's background jobs, ask for it. */
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
