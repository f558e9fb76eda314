package io.oome.listener;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Reads events. {@code len} counts the code points of the payload, not its bytes: with a program named naïve, a reader
 * that counts bytes misreads where the payload ends, and the next event with it.
 *
 * <p>A PROCESS_LOG or REMOTE_COMMUNICATION event can be of any size; the reader keeps only its first line.
 */
final class EventReader {

    /** A header has some 150 characters; longer input is no header. */
    private static final int LONGEST_HEADER = 8 * 1024;

    /** In bytes; it holds two names and a few numbers. A longer line is dropped: its last token would be incomplete. */
    static final int LONGEST_LINE = 64 * 1024;

    private static final int END = -1;

    private final InputStream in;

    EventReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /**
     * Waits for the next event.
     *
     * @return empty at the end of the stream: supervisord is gone
     * @throws ProtocolException if the input is no event
     */
    Optional<Event> next() throws IOException {
        String line = header();
        if (line == null) {
            return Optional.empty();
        }
        Map<String, String> header = Event.tokens(line);
        String name = header.get("eventname");
        if (name == null) {
            throw new ProtocolException("no eventname: in the event header \"" + line + '"');
        }
        return Optional.of(new Event(name, Event.tokens(firstLine(length(header, line)))));
    }

    private String header() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(200);
        int b;
        while ((b = in.read()) != '\n') {
            if (b == END) {
                return endOfStream(line);
            }
            line.write(b);
            if (line.size() > LONGEST_HEADER) {
                throw new ProtocolException("an event header longer than " + LONGEST_HEADER + " bytes");
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static String endOfStream(ByteArrayOutputStream line) throws EOFException {
        if (line.size() > 0) {
            throw new EOFException("supervisord went away in the middle of an event header");
        }
        return null;
    }

    private static int length(Map<String, String> header, String line) throws ProtocolException {
        try {
            int length = Integer.parseInt(header.getOrDefault("len", ""));
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new ProtocolException("no valid len: in the event header \"" + line + '"');
    }

    /** Reads the whole payload; counts what follows its first line, but does not keep it. */
    private String firstLine(int codePoints) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(200);
        boolean ended = false;
        for (int i = 0; i < codePoints; i++) {
            int lead = read();
            ended |= lead == '\n';
            boolean kept = !ended && line.size() <= LONGEST_LINE;
            keep(lead, kept, line);
            for (int more = continuationBytes(lead); more > 0; more--) {
                keep(read(), kept, line);
            }
        }
        return line.size() > LONGEST_LINE ? "" : line.toString(StandardCharsets.UTF_8);
    }

    private static void keep(int b, boolean kept, ByteArrayOutputStream line) {
        if (kept) {
            line.write(b);
        }
    }

    private static int continuationBytes(int lead) {
        if (lead < 0xC0) {
            return 0;
        }
        if (lead < 0xE0) {
            return 1;
        }
        return lead < 0xF0 ? 2 : 3;
    }

    private int read() throws IOException {
        int b = in.read();
        if (b == END) {
            throw new EOFException("supervisord went away in the middle of an event");
        }
        return b;
    }
}
