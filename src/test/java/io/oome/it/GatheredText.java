package io.oome.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What a process has written to a stream so far. A thread of its own reads it, so that the process never blocks on a
 * full pipe.
 */
final class GatheredText {

    private final StringBuffer text = new StringBuffer();
    private final Thread reader;

    GatheredText(InputStream stream, String name) {
        reader = new Thread(() -> gather(stream), name);
        reader.setDaemon(true);
        reader.start();
    }

    String soFar() {
        return text.toString();
    }

    /** Waits until the text contains a match; fails at once if the stream ends without one. */
    void await(String regex, Duration limit, Supplier<String> otherwise) {
        Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
        Callable<Boolean> matches = () -> pattern.matcher(text).find();
        Eventually.within(limit, () -> hasEnded() || matches.call(), otherwise);
        if (!pattern.matcher(text).find()) {
            throw new AssertionError("ended: " + otherwise.get());
        }
    }

    /** Waits for the end of the stream, with a limit: a descendant that inherited the stream can hold it open. */
    void awaitEnd(Duration limit) {
        Eventually.happens(limit, this::hasEnded);
    }

    private boolean hasEnded() {
        return !reader.isAlive();
    }

    private void gather(InputStream stream) {
        char[] buffer = new char[4096];
        try (Reader decoded = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            for (int n = decoded.read(buffer); n >= 0; n = decoded.read(buffer)) {
                text.append(buffer, 0, n);
            }
        } catch (IOException e) {
            if (!"Stream closed".equals(e.getMessage())) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
