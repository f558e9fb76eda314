package io.oome.watch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A folder to watch for some names: those of flags or, while a flag's folder is missing, the next folder on the path to
 * it.
 *
 * @param id its device and inode: many paths lead to one folder, mostly through /proc/PID/root
 * @param isTouched whether to watch for changes of existing files too, not only for new ones
 */
record Folder(Object id, Path path, Set<Path> names, boolean isTouched) {

    /** Each costs a stat(2). */
    private static final int MOST_MISSING = 64;

    private static final Path PROC = Path.of("/proc");

    /**
     * Finds the nearest existing folder by stat(2), as the lookup of the flag itself would.
     *
     * @return empty if nothing can be watched
     * @throws IOException if it can't be examined
     */
    static Optional<Folder> nearest(Path folder, Set<Path> names, boolean isTouched) throws IOException {
        Path path = folder;
        Set<Path> wanted = names;
        for (int missing = 0; path != null && missing < MOST_MISSING && !isOfProc(path); missing++) {
            Optional<Object> id = idOfFolder(path);
            if (id.isPresent()) {
                return Optional.of(new Folder(id.get(), path, wanted, isTouched && missing == 0));
            }
            wanted = path.getFileName() == null ? Set.of() : Set.of(path.getFileName());
            path = path.getParent();
        }
        return Optional.empty();
    }

    /** /proc/PID/root is a process's file system; inotify reports nothing above it. */
    private static boolean isOfProc(Path path) {
        return path.startsWith(PROC) && path.getNameCount() <= 2;
    }

    private static Optional<Object> idOfFolder(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isDirectory() ? Optional.of(attributes.fileKey()) : Optional.empty();
        } catch (AccessDeniedException e) {
            throw e;
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            // ENOTDIR, ELOOP: it may become a folder.
            return Optional.empty();
        }
    }

    /** Merges two requests for the same folder. */
    Folder and(Folder same) {
        Set<Path> all = new HashSet<>(names);
        all.addAll(same.names);
        return new Folder(id, path, all, isTouched || same.isTouched);
    }
}
