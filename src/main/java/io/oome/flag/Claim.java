package io.oome.flag;

import io.oome.flag.Sighting.Present;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Optional;
import java.util.Set;

/**
 * The right to act on one OutOfMemoryError: the flag {@code X}, locked and renamed to {@code X.restarting}. Of two
 * monitors one gets it. The file outlives us if we are killed, the lock does not: whoever finds a claim that is not
 * locked goes on with what it stands for.
 *
 * <p>Every step goes through one open directory, so that it does not matter if a parent is swapped meanwhile.
 */
public final class Claim implements Closeable {

    /** O_RDWR: it does not block if somebody puts a FIFO there in the last moment, and a write lock needs it. */
    private static final Set<OpenOption> READ_WRITE_NOFOLLOW =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private static final int LONGEST_PID = 20;

    private final SecureDirectoryStream<Path> directory;
    private final Path name;
    private final HeldLock lock;

    private Claim(SecureDirectoryStream<Path> directory, Path name, HeldLock lock) {
        this.directory = directory;
        this.name = name;
        this.lock = lock;
    }

    /**
     * Claims a flag.
     *
     * @return empty if another monitor was faster, or the flag is no longer what was seen
     * @throws IOException if the flag can't be renamed by us: a read-only mount, a directory that is not ours
     */
    public static Optional<Claim> take(FlagPath flag, Present seen) throws IOException {
        Path name = flag.claim().getFileName();
        Optional<Claim> held = hold(flag.path(), seen.key(), name);
        if (held.isEmpty()) {
            return held;
        }
        try {
            held.get().directory.move(flag.path().getFileName(), held.get().directory, name);
            return held;
        } catch (NoSuchFileException e) {
            held.get().close();
            return Optional.empty();
        } catch (IOException e) {
            held.get().close();
            throw e;
        }
    }

    /**
     * Takes over a claim that was found.
     *
     * @return empty if a live monitor holds it, or it is gone
     */
    public static Optional<Claim> takeOver(FlagPath flag, Present seen) throws IOException {
        return hold(flag.claim(), seen.key(), flag.claim().getFileName());
    }

    private static Optional<Claim> hold(Path file, Object key, Path claimName) throws IOException {
        SecureDirectoryStream<Path> directory = open(file.getParent());
        try {
            Optional<HeldLock> lock = lock(directory, file.getFileName());
            if (lock.isPresent() && isStill(key, directory, file.getFileName())) {
                return Optional.of(new Claim(directory, claimName, lock.get()));
            }
            if (lock.isPresent()) {
                lock.get().close();
            }
            directory.close();
            return Optional.empty();
        } catch (NoSuchFileException e) {
            directory.close();
            return Optional.empty();
        } catch (IOException e) {
            directory.close();
            throw e;
        }
    }

    private static Optional<HeldLock> lock(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return HeldLock.tryLock((FileChannel) directory.newByteChannel(name, READ_WRITE_NOFOLLOW));
    }

    private static boolean isStill(Object key, SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return key.equals(directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .fileKey());
    }

    /** Deletes a stale flag, if it still is the file that was seen. */
    public static void delete(FlagPath flag, Present seen) throws IOException {
        try (SecureDirectoryStream<Path> directory = open(flag.path().getParent())) {
            if (isStill(seen.key(), directory, flag.path().getFileName())) {
                directory.deleteFile(flag.path().getFileName());
            }
        } catch (NoSuchFileException e) {
            // Gone already: as wished.
        }
    }

    /** The pid that {@code echo %p > FLAG} has left in the flag, if its content is one. */
    public static Optional<Integer> pidIn(FlagPath flag) {
        try (SecureDirectoryStream<Path> directory = open(flag.path().getParent());
                SeekableByteChannel channel =
                        directory.newByteChannel(flag.path().getFileName(), READ_WRITE_NOFOLLOW)) {
            if (channel.size() == 0 || channel.size() > LONGEST_PID) {
                return Optional.empty();
            }
            ByteBuffer content = ByteBuffer.allocate(LONGEST_PID);
            channel.read(content);
            String text = new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII);
            return text.strip().matches("[1-9]\\d{0,8}")
                    ? Optional.of(Integer.valueOf(text.strip()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("unchecked")
    private static SecureDirectoryStream<Path> open(Path directory) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
        if (stream instanceof SecureDirectoryStream<?> secure) {
            return (SecureDirectoryStream<Path>) secure;
        }
        stream.close();
        throw new IOException(directory + " can't be opened safely on this system");
    }

    /** The OutOfMemoryError was acted on: the claim is deleted. */
    public void fulfil() throws IOException {
        try {
            directory.deleteFile(name);
        } catch (NoSuchFileException e) {
            // Somebody tidied up: as wished.
        }
        close();
    }

    /** Leaves the claim for the next scan. */
    @Override
    public void close() throws IOException {
        lock.close();
        directory.close();
    }
}
