package io.oome.score;

import io.oome.proc.Proc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;

/**
 * Writes /proc/PID/oom_score_adj, and reads it back: a write to a zombie "succeeds".
 *
 * <p>The process's identity is checked between open and write. An open file of /proc/PID belongs to the process, not to
 * its number: if another process took the pid after the check, the write would fail with ESRCH.
 */
final class ScoreFile {

    /** The longest is {@code -1000} and a newline. */
    private static final int LONGEST = 16;

    private final Proc proc;
    private final boolean dry;

    ScoreFile(Proc proc, boolean dry) {
        this.proc = proc;
        this.dry = dry;
    }

    /**
     * @param isStillIt whether the pid still is that of the intended process, alive
     */
    Attempt set(int pid, Score wanted, BooleanSupplier isStillIt) {
        Path file = proc.file(pid, "oom_score_adj");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return isStillIt.getAsBoolean() ? set(channel, wanted, isStillIt) : new Attempt.Gone();
        } catch (NoSuchFileException e) {
            return new Attempt.Gone();
        } catch (AccessDeniedException e) {
            return new Attempt.NotPermitted();
        } catch (IOException | IllegalArgumentException e) {
            return failed(e);
        }
    }

    private Attempt set(FileChannel channel, Score wanted, BooleanSupplier isStillIt) throws IOException {
        int old = read(channel);
        if (old == wanted.value()) {
            return new Attempt.Already(old);
        }
        if (dry) {
            return new Attempt.WouldWrite(old);
        }
        try {
            write(channel, wanted);
        } catch (IOException e) {
            return says(e, "Permission denied") ? new Attempt.BelowFloor(old) : failed(e);
        }
        int now = read(channel);
        if (!isStillIt.getAsBoolean()) {
            return new Attempt.Gone();
        }
        return now == wanted.value() ? new Attempt.Written(old) : new Attempt.Overruled(old, now);
    }

    private static int read(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST);
        channel.read(buffer, 0);
        return Integer.parseInt(new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip());
    }

    private static void write(FileChannel channel, Score score) throws IOException {
        byte[] text = (score.value() + "\n").getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text), 0);
    }

    private static Attempt failed(Exception e) {
        if (says(e, "No such process")) {
            return new Attempt.Gone();
        }
        if (says(e, "Read-only file system")) {
            return new Attempt.ReadOnly();
        }
        return says(e, "Operation not permitted")
                ? new Attempt.NotPermitted()
                : new Attempt.Failed(String.valueOf(e.getMessage()));
    }

    /** The JDK has no errno: only the text of strerror(3) distinguishes errors, and the launcher sets its language. */
    private static boolean says(Exception e, String error) {
        return String.valueOf(e.getMessage()).contains(error);
    }
}
