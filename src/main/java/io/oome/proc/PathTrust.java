package io.oome.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * Whether only root and the monitor's user can change what is at a path: each folder and symbolic link on the way, and
 * the file at its end. What others can't change stays as examined, and can be opened afterwards.
 */
public final class PathTrust {

    private static final int ROOT = 0;

    /** inode(7) */
    private static final int TYPE = 0170000;

    private static final int DIRECTORY = 0040000;
    private static final int SYMBOLIC_LINK = 0120000;
    private static final int STICKY = 01000;
    private static final int PERMISSIONS = 07777;
    private static final int WRITABLE_BY_OTHERS = 0022;

    /** As many as the kernel follows (path_resolution(7)). */
    private static final int MOST_LINKS = 40;

    private static final int MOST_NAMES = 256;

    private final int ourUid;

    public PathTrust(int ourUid) {
        this.ourUid = ourUid;
    }

    /**
     * Why an absolute path can't be trusted: another user owns the file, may write it, or may replace it. Empty for a
     * trusted path, and for one that does not exist where only root and the monitor's user could create it.
     */
    public Optional<String> whyNot(Path file) {
        return whyNot(Path.of("/"), file);
    }

    /**
     * The same for a path of a process with another root.
     *
     * @param root the way to that root: a link in /proc, trusted as it is
     */
    public Optional<String> whyNot(Path root, Path file) {
        return new Walk(root, false).whyNot(file);
    }

    /**
     * The same for a socket, whose mode and owner (chmod=, chown=) say who may connect. The listener has created it,
     * and can be another user only in a folder that others may write.
     */
    public Optional<String> whyNotSocket(Path root, Path socket) {
        return new Walk(root, true).whyNot(socket);
    }

    /**
     * The same for a socket that its server has given to a user ({@code chown=}).
     *
     * @param uid a user that may own it as well
     */
    public Optional<String> whyNotSocketOf(int uid, Path root, Path socket) {
        Walk walk = new Walk(root, true);
        walk.givenTo = uid;
        return walk.whyNot(socket);
    }

    /** The result of lstat(2). */
    private record Entry(int mode, int uid) {

        static Entry of(Path path) throws IOException {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
            return new Entry((int) attributes.get("mode"), (int) attributes.get("uid"));
        }

        boolean isDirectory() {
            return (mode & TYPE) == DIRECTORY;
        }

        boolean isSymbolicLink() {
            return (mode & TYPE) == SYMBOLIC_LINK;
        }

        boolean isWritableByOthers() {
            return (mode & WRITABLE_BY_OTHERS) != 0;
        }

        /** Others can create files in it, but neither rename nor delete files of root and the monitor's user. */
        boolean isSticky() {
            return isDirectory() && (mode & STICKY) != 0;
        }
    }

    /** Walks from the root to the end of one path. */
    private final class Walk {
        private final Path root;
        private final boolean toSocket;
        private final Deque<Path> names = new ArrayDeque<>();
        private Path inside = Path.of("/");
        private Entry folder;
        private int links;
        private int givenTo = ROOT;

        Walk(Path root, boolean toSocket) {
            this.root = root;
            this.toSocket = toSocket;
        }

        Optional<String> whyNot(Path absolute) {
            absolute.forEach(names::add);
            try {
                Optional<String> objection = atRoot();
                while (objection.isEmpty() && !names.isEmpty()) {
                    if (names.size() > MOST_NAMES) {
                        return Optional.of(absolute + " has more than " + MOST_NAMES + " names");
                    }
                    objection = at(inside.resolve(names.pop()).normalize());
                }
                return objection;
            } catch (NoSuchFileException e) {
                return folder.isWritableByOthers()
                        ? Optional.of(absolute + " does not exist, and others may create it")
                        : Optional.empty();
            } catch (IOException e) {
                return Optional.of("can't examine " + absolute + ": " + e.getMessage());
            }
        }

        private Optional<String> atRoot() throws IOException {
            inside = Path.of("/");
            folder = Entry.of(root.resolve("."));
            return objection(inside, folder);
        }

        private Optional<String> at(Path next) throws IOException {
            Path outside = root.resolve(Path.of("/").relativize(next));
            Entry entry = next.getNameCount() == 0 ? Entry.of(root.resolve(".")) : Entry.of(outside);
            Optional<String> objection = objection(next, entry);
            if (objection.isPresent()) {
                return objection;
            }
            if (!entry.isSymbolicLink()) {
                inside = next;
                folder = entry;
                return Optional.empty();
            }
            if (++links > MOST_LINKS) {
                return Optional.of(next + ": too many symbolic links");
            }
            return follow(Files.readSymbolicLink(outside));
        }

        private Optional<String> follow(Path target) throws IOException {
            Deque<Path> rest = new ArrayDeque<>(names);
            names.clear();
            target.forEach(names::add);
            names.addAll(rest);
            return target.isAbsolute() ? atRoot() : Optional.empty();
        }

        private Optional<String> objection(Path path, Entry entry) {
            boolean end = names.isEmpty() && !entry.isSymbolicLink();
            boolean socket = end && toSocket;
            boolean trustedOwner = entry.uid() == ROOT || entry.uid() == ourUid;
            boolean placed = socket && (!folder.isWritableByOthers() || entry.uid() == givenTo);
            if (!trustedOwner && !placed) {
                return Optional.of(path + " belongs to uid " + Integer.toUnsignedString(entry.uid()));
            }
            boolean harmless = socket || entry.isSymbolicLink() || (entry.isSticky() && !end);
            return entry.isWritableByOthers() && !harmless
                    ? Optional.of("others may write " + path + " (mode "
                            + Integer.toOctalString(entry.mode() & PERMISSIONS) + ")")
                    : Optional.empty();
        }
    }
}
