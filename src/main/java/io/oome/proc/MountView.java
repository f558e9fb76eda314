package io.oome.proc;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The file system as a process sees it: the monitor's own, or that of another mount namespace (a sidecar's neighbour)
 * or of a chroot, reached through /proc/PID/root.
 */
public final class MountView {

    /** The monitor's own. */
    public static final MountView OURS = new MountView(null);

    /** The kernel's limit (path_resolution(7)). */
    private static final int MAX_SYMBOLIC_LINKS = 40;

    /** Each name costs a system call, and the process can name any path. */
    private static final int MOST_NAMES = 256;

    private final Path root;

    private MountView(Path root) {
        this.root = root;
    }

    /**
     * @param root /proc/PID/root
     * @param namespace /proc/PID/ns/mnt
     * @param ours {@code mnt:[4026531841]}
     */
    static MountView of(Path root, Path namespace, Optional<Path> ours) throws IOException {
        if (!Files.readSymbolicLink(root).equals(Path.of("/"))) {
            return new MountView(root);
        }
        Optional<Path> theirs = namespace(namespace);
        return theirs.isEmpty() || theirs.equals(ours) ? OURS : new MountView(root);
    }

    /** The name of a mount namespace; empty if unreadable. */
    static Optional<Path> namespace(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public boolean isOurs() {
        return root == null;
    }

    /**
     * Translates an absolute path of the process to one of the monitor. Below another root this method follows each
     * symbolic link itself: the kernel would resolve an absolute one (/var/run → /run) from the monitor's own root.
     * Does not follow the last component.
     *
     * @throws IOException if a link can't be read, or there are too many
     */
    public Path resolve(Path absolute) throws IOException {
        return resolve(absolute, false);
    }

    /** The same, but follows the last component, too. */
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
