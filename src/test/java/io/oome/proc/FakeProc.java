package io.oome.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A /proc of ordinary files and links, on a host up for 1000 seconds; deleted after the test. */
public final class FakeProc implements AfterEachCallback {

    public static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    public static final Instant BOOT = NOW.minusSeconds(1000);

    /** In memory, because ext4 writes a file that replaces another by rename to the disk at once. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path folder;
    private final Path root;

    public FakeProc() {
        try {
            this.folder = makeFolder().toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.root = folder.resolve("proc");
        write(root.resolve("uptime"), "1000.00 3999.50\n");
        link(root.resolve("self/ns/mnt"), "mnt:[1]");
    }

    private static Path makeFolder() throws IOException {
        return Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "oome") : Files.createTempDirectory("oome");
    }

    public Proc proc() {
        return new Proc(root, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    public Path root() {
        return root;
    }

    /** A folder for the test to fill, beside the root. */
    public Path folder() {
        return folder;
    }

    /** JUnit's @TempDir would warn about every link that leads out of it. */
    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A child of pid 1 that started 10 seconds after boot, runs as root and sees our file system. */
    public Process process(int pid) {
        return new Process(root.resolve(Integer.toString(pid)), pid)
                .stat("(sleep)", 'S', pid == 1 ? 0 : 1, 1000)
                .uid(0, 0, 0, 0)
                .cmdline("sleep", "1d")
                .environ("PATH=/bin")
                .cwd("/")
                .root(Path.of("/"))
                .mountNamespace(1);
    }

    /** Each method replaces a file of the process. */
    public static final class Process {

        private final Path folder;
        private final int pid;

        private Process(Path folder, int pid) {
            this.folder = folder;
            this.pid = pid;
        }

        public Path folder() {
            return folder;
        }

        /** {@code command} with its parentheses. */
        public Process stat(String command, char state, int ppid, long startTicks) {
            return stat(command, state, ppid, startTicks, 0);
        }

        private Process stat(String command, char state, int ppid, long startTicks, long envStart) {
            String stat = pid + " " + command + " " + state + " " + ppid
                    + " 71 98 0 -1 4194560 1 0 0 0 2 3 4 5 20 0 1 0 " + startTicks
                    + " 2736128 231 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 1 2 3 4 5 " + envStart
                    + " 7 0\n";
            write(folder.resolve("stat"), stat);
            return this;
        }

        /** Pid 1 and its children after fork(2) have the same. */
        public Process withMemoryAt(long envStart) {
            return stat("(sleep)", 'S', pid == 1 ? 0 : 1, 1000, envStart);
        }

        public Process childOf(int ppid) {
            return stat("(sleep)", 'S', ppid, 1000);
        }

        private String uids = "";

        public Process uid(long real, long effective, long saved, long fs) {
            uids = real + "\t" + effective + "\t" + saved + "\t" + fs;
            own(folder, (int) effective);
            return pids(pid);
        }

        /** Its pid in our PID namespace, and in each nested one. */
        public Process pids(int... pids) {
            String status = "Name:\tsleep\nUmask:\t0022\nTgid:\t" + pid + "\nUid:\t" + uids
                    + "\nGid:\t0\t0\t0\t0\nNSpid:\t"
                    + Arrays.stream(pids).mapToObj(String::valueOf).collect(Collectors.joining("\t"))
                    + "\nCapEff:\t0000000000000000\n";
            write(folder.resolve("status"), status);
            return this;
        }

        public Process cmdline(String... arguments) {
            write(folder.resolve("cmdline"), terminated(arguments));
            return this;
        }

        public Process environ(String... entries) {
            write(folder.resolve("environ"), terminated(entries));
            return this;
        }

        public Process cwd(String target) {
            link(folder.resolve("cwd"), target);
            return this;
        }

        /** A root directory other than ours, by a chroot or another mount namespace. */
        public Process root(Path target) {
            link(folder.resolve("root"), target.toString());
            return this;
        }

        public Process mountNamespace(int inode) {
            link(folder.resolve("ns/mnt"), "mnt:[" + inode + "]");
            return this;
        }

        public Process without(String file) {
            try {
                Files.delete(folder.resolve(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        private static String terminated(String... texts) {
            return Arrays.stream(texts).map(it -> it + '\0').collect(Collectors.joining());
        }
    }

    /** In /proc the effective user owns it; a tester who is not root can't give it away. */
    private static void own(Path folder, int uid) {
        try {
            if (Files.getAttribute(folder, "unix:uid").equals(uid)) {
                return;
            }
            Files.setAttribute(folder, "unix:uid", uid);
        } catch (FileSystemException e) {
            // It stays ours.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void link(Path link, String target) {
        try {
            Files.createDirectories(link.getParent());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
