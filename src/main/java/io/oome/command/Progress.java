package io.oome.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Shows on a terminal what the program waits for: {@code waiting for web (stop) 12 s}, on one line that it
 * rewrites. The cursor stays at the start of that line, so that any other output begins there.
 */
final class Progress implements AutoCloseable {

    /** A quick restart needs no progress line. */
    private static final Duration FIRST = Duration.ofSeconds(1);

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final Supplier<String> waitingFor;
    private final PrintStream out;
    private final int width;
    private final long since = System.nanoTime();
    private final Thread thread = new Thread(this::run, "progress");
    private int written;

    Progress(Supplier<String> waitingFor, PrintStream out, int width) {
        this.waitingFor = waitingFor;
        this.out = out;
        this.width = width;
    }

    /** Writes to stderr; nothing unless that is a terminal. */
    static Progress begin(Supplier<String> waitingFor, Map<String, String> env) {
        PrintStream stderr = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        boolean shown = Screen.isTerminal(Screen.STDERR)
                && !JsonLine.isWanted()
                && !waitingFor.get().isEmpty();
        int width = shown ? Screen.of(Screen.STDERR, env).width().orElse(0) : 0;
        Progress progress = new Progress(waitingFor, stderr, width);
        if (shown) {
            progress.thread.setDaemon(true);
            progress.thread.start();
        }
        return progress;
    }

    private void run() {
        try {
            Thread.sleep(FIRST.toMillis());
            while (true) {
                show(Duration.ofNanos(System.nanoTime() - since));
                Thread.sleep(INTERVAL.toMillis());
            }
        } catch (InterruptedException e) {
            erase();
        }
    }

    void show(Duration waited) {
        String names = waitingFor.get();
        if (names.isEmpty()) {
            erase();
            return;
        }
        String time = " " + waited.toSeconds() + " s";
        // Leaves the last column free: some terminals wrap there.
        String line = TerminalText.cut("waiting for " + names, width - 1 - time.length()) + time;
        int length = TerminalText.width(line);
        out.print("\r" + line + " ".repeat(Math.max(0, written - length)) + "\r");
        out.flush();
        written = length;
    }

    private void erase() {
        out.print(written == 0 ? "" : "\r" + " ".repeat(written) + "\r");
        out.flush();
        written = 0;
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
