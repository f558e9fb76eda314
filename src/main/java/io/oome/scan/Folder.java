package io.oome.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A folder in which a process is to create a file, as lstat(2) shows it. */
record Folder(Path path) {

    private static final int ROOT = 0;
    private static final int OWNER_WRITES = 0200;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;

    /**
     * Why that user certainly can't create a file there; empty in doubt: groups, ACLs, and a symbolic link, which is
     * not followed.
     */
    Optional<String> whyNotFor(Optional<Integer> user) {
        Map<String, Object> attributes;
        try {
            attributes =
                    Files.readAttributes(path, "unix:uid,mode,isDirectory,isSymbolicLink", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return Optional.of("is missing");
        } catch (IOException e) {
            // ENOTDIR: a parent in the path is not a folder.
            return Optional.of("is missing")
                    .filter(any -> String.valueOf(e.getMessage()).contains("Not a directory"));
        }
        if (attributes.get("isSymbolicLink").equals(true)) {
            return Optional.empty();
        }
        if (!attributes.get("isDirectory").equals(true)) {
            return Optional.of("is not a folder");
        }
        boolean known = user.filter(it -> it != ROOT).isPresent();
        return known && !mayWrite(user.get(), (int) attributes.get("uid"), (int) attributes.get("mode"))
                ? Optional.of("is not writable by uid " + user.get())
                : Optional.empty();
    }

    private static boolean mayWrite(int user, int owner, int mode) {
        return user == owner ? (mode & OWNER_WRITES) != 0 : (mode & (GROUP_WRITES | OTHERS_WRITE)) != 0;
    }
}
