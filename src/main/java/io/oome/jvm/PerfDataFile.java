package io.oome.jvm;

import io.oome.proc.PathTrust;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Reads hsperfdata files of the monitor's own user, in its own file system, at paths that no other user can change: in
 * /tmp, whatever java.io.tmpdir is, {@code hsperfdata_USER/PID}, mode 0600 (perfMemory_posix.cpp). Other users' files
 * are never opened, even by root: a FIFO or a lease could block the monitor, and a link could lead it elsewhere.
 */
public final class PerfDataFile {

    private final Path tmp;
    private final String user;
    private final int uid;

    /**
     * @param uid the monitor's user
     */
    public PerfDataFile(Path tmp, String user, int uid) {
        this.tmp = tmp;
        this.user = user;
        this.uid = uid;
    }

    /**
     * Call only for a JVM of the monitor's own user (all four uids) that has the same root.
     *
     * @param pid its pid in its own namespace
     */
    public Optional<PerfData> read(int pid) {
        Path file = tmp.resolve("hsperfdata_" + user).resolve(Integer.toString(pid));
        try {
            return isOurs(file) ? Optional.of(PerfData.parse(bytes(file))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean isOurs(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                        .equals(uid)
                && new PathTrust(uid).whyNot(file.toAbsolutePath()).isEmpty();
    }

    /** The JVM creates the file with its full size, 32 KB or rarely more, when it starts. */
    private static byte[] bytes(Path file) throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            if (channel.size() > PerfData.LARGEST) {
                throw new IOException(file + " has more than " + PerfData.LARGEST + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Up to its size when opened.
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }
}
