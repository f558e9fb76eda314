package io.oome.notify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The termination message of a container: a file that the kubelet reads when the container has ended, and
 * {@code kubectl describe pod} shows.
 *
 * @param configured the file; by default {@value #KUBERNETES}, if it exists
 */
public record TerminationMessage(Optional<Path> configured) {

    /** terminationMessagePath's default. */
    static final String KUBERNETES = "/dev/termination-log";

    /** In bytes; the kubelet cuts off the rest. */
    static final int LONGEST = 4096;

    private static final int FIRST_CONTINUATION = 0x80;
    private static final int FIRST_LEAD = 0xC0;

    /**
     * Writes the text, and as many of a log's last lines as fit.
     *
     * @return the file; empty where nothing reads one
     * @throws IOException if the file can't be written
     */
    public Optional<Path> write(String text, List<String> log) throws IOException {
        Path file = configured.orElse(Path.of(KUBERNETES));
        boolean isThere = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        if (!isThere && configured.isEmpty()) {
            return Optional.empty();
        }
        if (isThere && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is not a regular file");
        }
        Set<OpenOption> options = Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING,
                LinkOption.NOFOLLOW_LINKS);
        try (SeekableByteChannel out = Files.newByteChannel(file, options)) {
            ByteBuffer bytes = bounded(Printable.text(text + newest(log, LONGEST - length(text))));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
        return Optional.of(file);
    }

    private static String newest(List<String> lines, int room) {
        String kept = "";
        for (int i = lines.size() - 1; i >= 0; i--) {
            String longer = lines.get(i) + "\n" + kept;
            if (length(longer) > room) {
                return kept;
            }
            kept = longer;
        }
        return kept;
    }

    private static int length(String text) {
        return Printable.text(text).getBytes(StandardCharsets.UTF_8).length;
    }

    /** Whole characters only. */
    private static ByteBuffer bounded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, LONGEST);
        while (length < bytes.length && isContinuation(bytes[length])) {
            length--;
        }
        return ByteBuffer.wrap(bytes, 0, length);
    }

    private static boolean isContinuation(byte b) {
        int unsigned = Byte.toUnsignedInt(b);
        return unsigned >= FIRST_CONTINUATION && unsigned < FIRST_LEAD;
    }
}
