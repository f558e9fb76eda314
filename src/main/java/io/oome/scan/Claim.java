package io.oome.scan;

import io.oome.scan.Sighting.Present;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
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
import java.util.concurrent.ConcurrentHashMap;

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

    /** The files that this JVM holds: to open one of them again, and close it, would end our lock (see HeldLock). */
    private static final Set<Object> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final SecureDirectoryStream<Path> directory;
    private final Path name;
    private final Object key;
    private final HeldLock lock;

    private Claim(SecureDirectoryStream<Path> directory, Path name, Object key, HeldLock lock) {
        this.directory = directory;
        this.name = name;
        this.key = key;
        this.lock = lock;
    }

    /**
     * Claims a flag.
     *
     * @return empty if another monitor was faster, or the flag is no longer what was seen
     * @throws IOException if the flag can't be renamed by us: a read-only mount, a directory that is not ours
     */
    public static Optional<Claim> take(FlagPath flag, Present seen) throws IOException {
        Optional<Claim> claim = hold(flag.path(), seen.key(), flag.claim().getFileName());
        if (claim.isPresent()) {
            claim.get().rename(flag.path().getFileName());
        }
        return claim;
    }

    /** Nothing is replaced: what has the claim's name and is no claim may be somebody's only copy of something. */
    private void rename(Path flag) throws IOException {
        try {
            if (fileKey(directory, name).isPresent()) {
                throw new FileAlreadyExistsException(name.toString());
            }
            directory.move(flag, directory, name);
        } catch (IOException e) {
            close();
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
        if (!HELD_HERE.add(key)) {
            return Optional.empty();
        }
        Optional<Claim> claim = Optional.empty();
        try {
            claim = lock(file, key, claimName);
        } finally {
            if (claim.isEmpty()) {
                HELD_HERE.remove(key);
            }
        }
        return claim;
    }

    private static Optional<Claim> lock(Path file, Object key, Path claimName) throws IOException {
        SecureDirectoryStream<Path> directory;
        try {
            directory = open(file.getParent());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Optional<HeldLock> lock = Optional.empty();
        try {
            lock = lock(directory, file.getFileName(), key);
        } finally {
            if (lock.isEmpty()) {
                directory.close();
            }
        }
        return lock.map(it -> new Claim(directory, claimName, key, it));
    }

    /** Empty, too, if something else is there by now; a symbolic link or a directory can't even be opened. */
    private static Optional<HeldLock> lock(SecureDirectoryStream<Path> directory, Path name, Object key)
            throws IOException {
        Optional<HeldLock> lock;
        try {
            lock = HeldLock.tryLock((FileChannel) directory.newByteChannel(name, READ_WRITE_NOFOLLOW));
        } catch (IOException e) {
            if (isStill(key, directory, name)) {
                throw e;
            }
            return Optional.empty();
        }
        if (lock.isPresent() && !isStill(key, directory, name)) {
            lock.get().close();
            return Optional.empty();
        }
        return lock;
    }

    private static boolean isStill(Object key, SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return fileKey(directory, name).map(key::equals).orElse(false);
    }

    private static Optional<Object> fileKey(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        try {
            return Optional.of(directory
                    .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes()
                    .fileKey());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
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
            if (isStill(key, directory, name)) {
                directory.deleteFile(name);
            }
        } finally {
            close();
        }
    }

    /** Leaves the claim for the next scan. */
    @Override
    public void close() throws IOException {
        try {
            lock.close();
            directory.close();
        } finally {
            HELD_HERE.remove(key);
        }
    }
}
