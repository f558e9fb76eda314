package io.oome.proc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Variables of a process's initial environment, from /proc/PID/environ: {@code A=1\0B=2\0}. The process controls its
 * content, up to 6 MB (fs/exec.c, 3/4 of _STK_LIM). So it is read as a stream that keeps only the wanted variables, and
 * at most {@value #LONGEST_VALUE} bytes of each.
 */
public record Environ(Map<String, String> variables) {

    /** One more than PATH_MAX, so that a path that is too long remains too long. */
    private static final int LONGEST_VALUE = 4096 + 1;

    private static final int LONGEST_NAME = 256;
    private static final int MOST_VARIABLES = 1000;
    private static final int BLOCK = 2048;
    private static final int END = -1;

    static Environ read(InputStream in, Predicate<String> wanted) throws IOException {
        Map<String, String> variables = new HashMap<>();
        Text text = new Text(in);
        int b;
        do {
            b = text.readUntil('=', LONGEST_NAME);
            if (b != '=') {
                continue;
            }
            String name = text.toString();
            boolean kept = !name.isEmpty() && wanted.test(name) && variables.size() < MOST_VARIABLES;
            b = text.readUntil('\0', kept ? LONGEST_VALUE : 0);
            if (kept) {
                variables.putIfAbsent(name, text.toString());
            }
        } while (b != END);
        return new Environ(variables);
    }

    /** Reads without the JDK's lock for each byte: a first scan reads hundreds of thousands. */
    private static final class Text {
        private final InputStream in;
        private final byte[] block = new byte[BLOCK];
        private int position;
        private int limit;
        private byte[] text = new byte[LONGEST_NAME];
        private int length;

        Text(InputStream in) {
            this.in = in;
        }

        /** Reads up to {@code end} or the end of the entry; skips what exceeds {@code longest}. */
        int readUntil(char end, int longest) throws IOException {
            length = 0;
            int b = next();
            while (b != end && b != '\0' && b != END) {
                if (length < longest) {
                    append((byte) b);
                }
                b = next();
            }
            return b;
        }

        private int next() throws IOException {
            if (position == limit) {
                position = 0;
                limit = Math.max(0, in.read(block));
            }
            return limit == 0 ? END : block[position++] & 0xff;
        }

        private void append(byte b) {
            if (length == text.length) {
                text = Arrays.copyOf(text, 2 * length);
            }
            text[length++] = b;
        }

        @Override
        public String toString() {
            return new String(text, 0, length, StandardCharsets.UTF_8);
        }
    }

    /** The value; empty if the variable is unset or empty. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name)).filter(it -> !it.isEmpty());
    }
}
