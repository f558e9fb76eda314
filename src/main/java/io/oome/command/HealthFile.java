package io.oome.command;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.SplittableRandom;
import org.jboss.logging.Logger;

/**
 * A file whose age says how long ago the last good scan was. It is made afresh each time, under a name that nobody can
 * take first, and moved to its place: a symbolic link that somebody has planted there is replaced, and never written
 * through.
 */
final class HealthFile {

    private static final Logger LOG = Logger.getLogger(HealthFile.class);
    private static final Set<StandardOpenOption> ONLY_IF_NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final FileAttribute<?> READABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

    private final Path file;
    private final SplittableRandom random = new SplittableRandom(System.nanoTime());
    private String problem = "";

    HealthFile(Path file) {
        this.file = file;
    }

    /** Says once why it can't, and again when the reason changes. */
    void touch() {
        String now = "";
        try {
            write();
        } catch (IOException e) {
            now = reason(e);
        }
        if (!now.isEmpty() && !now.equals(problem)) {
            LOG.errorf(
                    "the health file %s can't be written (%s): give --health-file a folder that we may write to",
                    file, now);
        }
        problem = now;
    }

    private void write() throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + "." + Long.toHexString(random.nextLong()));
        try (SeekableByteChannel channel = Files.newByteChannel(fresh, ONLY_IF_NEW, READABLE)) {
            channel.write(StandardCharsets.US_ASCII.encode(Instant.now() + "\n"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    /** Without the fresh name, which is another one each time. */
    private static String reason(IOException e) {
        String kind = e.getClass().getSimpleName();
        return e instanceof FileSystemException failed && failed.getReason() != null
                ? kind + ": " + failed.getReason()
                : kind;
    }
}
