package io.oome.journal;

import io.oome.supervisor.Namespec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Another monitor: {@code OtherMonitor STATE_DIR PROCESS}. For each line on stdin it tries to lock the process's entry
 * and prints whether it holds the lock, until stdin ends or it is killed.
 */
final class OtherMonitor {

    private OtherMonitor() {}

    public static void main(String... args) throws IOException {
        Path folder = Path.of(args[0]);
        Namespec process = Namespec.parse(args[1]);
        int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        Journal journal = new Journal(new StateFolder(Optional.of(folder), uid), () -> "supervisord");
        System.out.println("ready");
        while (awaitLine()) {
            System.out.println(journal.lock(process) ? "holds it" : "refused");
        }
    }

    private static boolean awaitLine() throws IOException {
        int c;
        do {
            c = System.in.read();
        } while (c >= 0 && c != '\n');
        return c >= 0;
    }
}
