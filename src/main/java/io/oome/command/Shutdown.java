package io.oome.command;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * SIGTERM, SIGINT and SIGHUP (the terminal of a {@code docker exec -t} is closed): what is under way is finished, then this
 * program ends. A second signal changes nothing, nor does one that we were started to ignore (nohup(1)).
 *
 * <p>Not a shutdown hook of the JVM's: Quarkus has one too, which would close the REST client meanwhile, and the exit
 * code of a JVM that ends by a signal is never 0.
 */
final class Shutdown {

    private Shutdown() {}

    static void onSignal(Runnable finish, int exitCode) {
        AtomicBoolean begun = new AtomicBoolean();
        SignalHandler end = signal -> {
            if (begun.compareAndSet(false, true)) {
                new Thread(() -> finishAndEnd(finish, exitCode), "shutdown").start();
            }
        };
        for (String name : new String[] {"TERM", "INT", "HUP"}) {
            Signal signal = new Signal(name);
            boolean wasIgnored = Signal.handle(signal, end).equals(SignalHandler.SIG_IGN);
            if (wasIgnored) {
                Signal.handle(signal, SignalHandler.SIG_IGN);
            }
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
