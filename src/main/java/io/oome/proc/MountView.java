package io.oome.proc;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The file system as a process sees it: ours, or that of another mount namespace (a sidecar's neighbour) or of a
 * chroot, which we reach through /proc/PID/root.
 */
public final class MountView {

    /** Our own. */
    public static final MountView OURS = new MountView(null);

    /** As many as the kernel follows (path_resolution(7)). */
    private static final int MAX_SYMBOLIC_LINKS = 40;

    /** Each costs a look, and the process may name any path. */
    private static final int MOST_NAMES = 256;

    private final Path root;

    private MountView(Path root) {
        this.root = root;
    }

    static MountView of(Path procSelf, Path procPid) throws IOException {
        Path namespace = namespace(procPid);
        boolean sameNamespace = namespace == null || namespace.equals(namespace(procSelf));
        boolean sameRoot = Files.readSymbolicLink(procPid.resolve("root")).equals(Path.of("/"));
        return sameNamespace && sameRoot ? OURS : new MountView(procPid.resolve("root"));
    }

    private static Path namespace(Path procPid) {
        try {
            return Files.readSymbolicLink(procPid.resolve("ns/mnt"));
        } catch (IOException e) {
            return null;
        }
    }

    public boolean isOurs() {
        return root == null;
    }

    /**
     * Where we find an absolute path of the process. Below another root each symbolic link is followed by us: the
     * kernel would take an absolute one (/var/run → /run) from our own root. The last component is not followed.
     *
     * @throws IOException if a link can't be read, or there are too many
     */
    public Path resolve(Path absolute) throws IOException {
        return resolve(absolute, false);
    }

    /** The same with the last component followed, too. */
    public Path follow(Path absolute) throws IOException {
        return resolve(absolute, true);
    }

    private Path resolve(Path absolute, boolean followLast) throws IOException {
        if (isOurs()) {
            return absolute;
        }
        Deque<Path> names = new ArrayDeque<>();
        absolute.forEach(names::add);
        Path inside = Path.of("/");
        int links = 0;
        while (!names.isEmpty()) {
            if (names.size() > MOST_NAMES) {
                throw new FileSystemException(absolute.toString(), null, "more than " + MOST_NAMES + " names");
            }
            Path next = inside.resolve(names.pop()).normalize();
            Path outside = outside(next);
            boolean isRoot = next.getNameCount() == 0;
            boolean untouched = isRoot || (names.isEmpty() && !followLast);
            if (untouched || !Files.isSymbolicLink(outside)) {
                inside = next;
                continue;
            }
            if (++links > MAX_SYMBOLIC_LINKS) {
                throw new FileSystemException(outside.toString(), null, "too many symbolic links");
            }
            Path target = inside.resolve(Files.readSymbolicLink(outside));
            Deque<Path> rest = names;
            names = new ArrayDeque<>();
            target.forEach(names::add);
            names.addAll(rest);
            inside = Path.of("/");
        }
        return outside(inside);
    }

    private Path outside(Path inside) {
        return root.resolve(Path.of("/").relativize(inside));
    }
}
