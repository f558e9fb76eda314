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
 * Reads hsperfdata files of our own user, in our own file system, at paths that nobody else can change: /tmp, whatever
 * java.io.tmpdir is, then {@code hsperfdata_USER/PID}, mode 0600 (perfMemory_posix.cpp). Those of other users are left
 * alone, for root too: a FIFO or a lease there would hold us up, a link would lead us astray.
 */
public final class PerfDataFile {

    private final Path tmp;
    private final String user;
    private final int uid;

    /**
     * @param uid that we run as
     */
    public PerfDataFile(Path tmp, String user, int uid) {
        this.tmp = tmp;
        this.user = user;
        this.uid = uid;
    }

    /**
     * Must only be asked for a JVM that is our own user's (all four uids), and sees our root.
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

    /** It is written in 32 KB, rarely more, from the beginning of the run on. */
    private static byte[] bytes(Path file) throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            if (channel.size() > PerfData.LARGEST) {
                throw new IOException(file + " has more than " + PerfData.LARGEST + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // To the end that it had.
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }
}
