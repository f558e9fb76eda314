package io.oome.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs, or has ended. Closing it kills it and its descendants by SIGKILL. */
public final class Launched implements AutoCloseable {

    private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);

    private final List<String> command;
    private final Process process;
    private final GatheredText out;
    private final GatheredText err;

    private Launched(List<String> command, Process process) {
        this.command = List.copyOf(command);
        this.process = process;
        this.out = new GatheredText(process.getInputStream(), "stdout of " + process.pid());
        this.err = new GatheredText(process.getErrorStream(), "stderr of " + process.pid());
    }

    static Launched start(ProcessBuilder builder) {
        try {
            return new Launched(builder.command(), builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Standard output so far. */
    public String out() {
        return out.soFar();
    }

    /** Standard error so far. */
    public String err() {
        return err.soFar();
    }

    /** Writes to its standard input, in UTF-8. */
    public void write(String text) {
        try {
            OutputStream stdin = process.getOutputStream();
            stdin.write(text.getBytes(StandardCharsets.UTF_8));
            stdin.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(said("standard input is closed"), e);
        }
    }

    /** Closes its standard input. If the program has ended, the input is closed already, which is no failure. */
    public void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            if (isAlive()) {
                throw new UncheckedIOException(said("standard input can't be closed"), e);
            }
        }
    }

    /** Waits for a match in standard output, where ^ and $ match at line ends. */
    public void awaitOut(String regex, Duration limit) {
        out.await(regex, limit, () -> said("no match of /" + regex + "/ in standard output"));
    }

    /** Waits for a match in standard error, where ^ and $ match at line ends. */
    public void awaitErr(String regex, Duration limit) {
        err.await(regex, limit, () -> said("no match of /" + regex + "/ in standard error"));
    }

    /** Sends SIGTERM through the handle: {@link Process#destroy} would also close this test's ends of its streams. */
    public void sigterm() {
        process.toHandle().destroy();
    }

    /** Sends a signal by its name, such as HUP. */
    public void signal(String name) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, String.valueOf(pid()))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new AssertionError(said("kill -" + name + " ended with " + exit));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    public void kill9() {
        process.destroyForcibly();
    }

    /** Waits until the program ends. At the limit it is killed with its descendants, and the test fails. */
    public Launcher.Result awaitExit(Duration limit) {
        if (!endsWithin(limit)) {
            close();
            throw new AssertionError(said("killed, for it had not ended after " + limit));
        }
        out.awaitEnd(LAST_OUTPUT);
        err.awaitEnd(LAST_OUTPUT);
        return new Launcher.Result(process.exitValue(), out(), err());
    }

    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        if (!endsWithin(LAST_OUTPUT)) {
            throw new AssertionError(said("pid " + pid() + " survived SIGKILL"));
        }
        out.awaitEnd(LAST_OUTPUT);
        err.awaitEnd(LAST_OUTPUT);
    }

    private boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError(said("interrupted"), e);
        }
    }

    private String said(String what) {
        return "%s: %s%n--- stdout%n%s%n--- stderr%n%s".formatted(String.join(" ", command), what, out(), err());
    }
}
