package io.oome.scan;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.Optional;

/**
 * A lock of the kernel's (fcntl) on a file: it ends with us, however we end, so that it tells a claim that a live
 * monitor holds from one whose monitor died.
 *
 * <p>Closing any channel to the same file in this JVM ends it too: never open a file that may be locked here.
 */
public final class HeldLock implements Closeable {

    private final FileChannel channel;

    private HeldLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Empty if another process holds it; the channel is closed then. */
    public static Optional<HeldLock> tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new HeldLock(channel));
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very JVM: as good as by another.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
