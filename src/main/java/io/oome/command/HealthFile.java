package io.oome.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * A file whose age says how long ago the last good scan was. It is made anew each time and moved to its place, so that
 * a symbolic link that somebody has planted there is replaced, and never written through.
 */
final class HealthFile {

    private static final Logger LOG = Logger.getLogger(HealthFile.class);

    private final Path file;
    private final Path fresh;

    HealthFile(Path file) {
        this.file = file;
        this.fresh = this.file.resolveSibling(this.file.getFileName() + ".new");
    }

    void touch() {
        try {
            Files.deleteIfExists(fresh);
            Files.writeString(fresh, Instant.now() + "\n", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.errorf("the health file can't be written (%s): give --health-file a folder that we may write to", e);
        }
    }
}
