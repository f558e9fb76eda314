package io.oome.proc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Variables of the environment that a process was started with, as /proc/PID/environ holds it: {@code A=1\0B=2\0}. It
 * can be 6 MB large (fs/exec.c, 3/4 of _STK_LIM), and is the process's own to fill: it is read as a stream, of which only
 * the variables that are asked for are kept, of each no more than {@value #LONGEST_VALUE} bytes.
 */
public record Environ(Map<String, String> variables) {

    /** One more than PATH_MAX, so that a path that is too long is still seen to be. */
    private static final int LONGEST_VALUE = 4096 + 1;

    private static final int LONGEST_NAME = 256;
    private static final int MOST_VARIABLES = 1000;
    private static final int END = -1;

    static Environ read(InputStream in, Predicate<String> wanted) throws IOException {
        Map<String, String> variables = new HashMap<>();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int b;
        do {
            b = readUntil('=', LONGEST_NAME, in, text);
            String name = text.toString(StandardCharsets.UTF_8);
            if (b != '=') {
                continue;
            }
            b = readUntil('\0', LONGEST_VALUE, in, text);
            boolean kept = !name.isEmpty() && wanted.test(name) && variables.size() < MOST_VARIABLES;
            if (kept) {
                variables.putIfAbsent(name, text.toString(StandardCharsets.UTF_8));
            }
        } while (b != END);
        return new Environ(variables);
    }

    /** Up to the end of the entry at the most; what is longer than that is passed over. */
    private static int readUntil(char end, int longest, InputStream in, ByteArrayOutputStream text) throws IOException {
        text.reset();
        int b = in.read();
        while (b != end && b != '\0' && b != END) {
            if (text.size() < longest) {
                text.write(b);
            }
            b = in.read();
        }
        return b;
    }

    /** An empty value is no value. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name)).filter(it -> !it.isEmpty());
    }
}
