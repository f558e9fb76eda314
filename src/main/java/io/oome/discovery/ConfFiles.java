package io.oome.discovery;

import io.oome.proc.MountView;
import io.oome.proc.PathTrust;
import io.oome.supervisor.Glob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The files of supervisord's configuration, as supervisord sees them. A file that others may change is not read: it
 * could redirect the monitor, and its password, to another server.
 */
record ConfFiles(MountView view, PathTrust trust) {

    private static final int LARGEST = 1024 * 1024;
    private static final int MOST_FILES = 1000;

    /** A file that others may change. */
    static final class Untrusted extends IOException {

        Untrusted(Path file, String reason) {
            super("not reading " + file + ": " + reason);
        }
    }

    Path find(Path shown) throws IOException {
        return view.follow(shown);
    }

    /**
     * @throws Untrusted if others may change it
     * @throws IOException if it can't be read, is larger than 1 MB, or is not a regular file
     */
    String text(Path shown) throws IOException {
        Path found = find(shown);
        if (Files.notExists(found)) {
            throw new NoSuchFileException(shown.toString());
        }
        Optional<String> objection = trust.whyNot(root(), shown);
        if (objection.isPresent()) {
            throw new Untrusted(shown, objection.get());
        }
        if (!Files.isRegularFile(found)) {
            throw new IOException(shown + " is not a regular file");
        }
        try (InputStream in = Files.newInputStream(found)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException(shown + " is larger than 1 MB");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /**
     * @param givenTo the user of {@code chown=}, by name or number: may own the socket, too
     */
    Optional<String> whyNotSocket(Path shown, Optional<String> givenTo) {
        try {
            Optional<Integer> uid = givenTo.isPresent() ? uidOf(givenTo.get(), find(shown)) : Optional.empty();
            return uid.isPresent() ? trust.whyNotSocketOf(uid.get(), root(), shown) : trust.whyNotSocket(root(), shown);
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** The socket's owner, if it is that user: the JDK finds a user by name, but does not reveal the uid. */
    private static Optional<Integer> uidOf(String user, Path socket) {
        try {
            int owner = (int) Files.getAttribute(socket, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            boolean same = user.equals(Integer.toUnsignedString(owner))
                    || Files.getOwner(socket, LinkOption.NOFOLLOW_LINKS)
                            .equals(socket.getFileSystem()
                                    .getUserPrincipalLookupService()
                                    .lookupPrincipalByName(user));
            return same ? Optional.of(owner) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path root() throws IOException {
        return view.follow(Path.of("/"));
    }

    /** Expands wildcards in any component, as Python's glob does; sorted, as supervisord reads them. */
    Set<Path> glob(Path pattern) throws IOException {
        Set<Path> found = new TreeSet<>(List.of(pattern.getRoot()));
        for (Path component : pattern) {
            Set<Path> deeper = new TreeSet<>();
            for (Path directory : found) {
                deeper.addAll(children(directory, component.toString()));
                if (deeper.size() > MOST_FILES) {
                    throw new IOException(pattern + " includes more than " + MOST_FILES + " files");
                }
            }
            found = deeper;
        }
        return found;
    }

    private List<Path> children(Path directory, String name) throws IOException {
        Path found = find(directory);
        if (!Glob.isGlob(name)) {
            return Files.isRegularFile(found) ? List.of() : List.of(directory.resolve(name));
        }
        if (!Files.isDirectory(found)) {
            return List.of();
        }
        Pattern pattern = Glob.compile(name);
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(found)) {
            for (Path entry : entries) {
                String child = entry.getFileName().toString();
                boolean hidden = child.startsWith(".") && !name.startsWith(".");
                boolean matches = !hidden && pattern.matcher(child).matches();
                if (matches && children.size() <= MOST_FILES) {
                    children.add(directory.resolve(entry.getFileName()));
                }
            }
        }
        return children;
    }
}
