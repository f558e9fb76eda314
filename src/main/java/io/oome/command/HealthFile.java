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
 * A file whose age tells how long ago the last successful scan was. Each time a new file is created under an
 * unpredictable name, and moved into place: this replaces a planted symbolic link, and never writes through it.
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

    /** Logs a failure once, and again when the reason changes. */
    void touch() {
        String now = "";
        try {
            write();
        } catch (IOException e) {
            now = reason(e);
        }
        if (!now.isEmpty() && !now.equals(problem)) {
            LOG.errorf(
                    "can't write the health file %s (%s): give --health-file a folder that this user can write to",
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

    /** Without the temporary name, which differs each time. */
    private static String reason(IOException e) {
        String kind = e.getClass().getSimpleName();
        return e instanceof FileSystemException failed && failed.getReason() != null
                ? kind + ": " + failed.getReason()
                : kind;
    }
}
