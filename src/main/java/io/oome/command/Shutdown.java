package io.oome.command;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT: what is under way is finished, then this program ends. A second signal changes nothing.
 *
 * <p>Not a shutdown hook of the JVM's: Quarkus has one too, which would close the REST client meanwhile, and the exit
 * code of a JVM that ends by a signal is never 0.
 */
final class Shutdown {

    private Shutdown() {}

    static void onSignal(Runnable finish, int exitCode) {
        AtomicBoolean begun = new AtomicBoolean();
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), signal -> {
                if (begun.compareAndSet(false, true)) {
                    new Thread(() -> finishAndEnd(finish, exitCode), "shutdown").start();
                }
            });
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
