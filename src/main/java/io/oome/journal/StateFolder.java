package io.oome.journal;

import io.oome.proc.PathTrust;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The journal's folder: the configured one; else, for root, /run/oome_monitor; else one below /tmp, or below /dev/shm,
 * which is writable even if the root file system is read-only. In these two any user can take a name first: the monitor
 * recognizes its folder by owner and mode.
 */
public final class StateFolder {

    private static final String NAME = "oome_monitor";
    private static final int ROOT = 0;
    private static final int MOST_TRIES = 8;
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Optional<Path> configured;
    private final int ourUid;
    private final Path files;
    private final PathTrust trust;

    /**
     * @param configured {@code oome-monitor.state-dir}
     */
    public StateFolder(Optional<Path> configured, int ourUid) {
        this(configured, ourUid, Path.of("/"));
    }

    /**
     * @param files the root of all paths
     */
    StateFolder(Optional<Path> configured, int ourUid, Path files) {
        this.configured = configured;
        this.ourUid = ourUid;
        this.files = files;
        this.trust = new PathTrust(ourUid);
    }

    /** The existing folder, if any. */
    Optional<Path> find() {
        for (Path fixed : fixed()) {
            if (isUsable(fixed) && trust.whyNot(fixed).isEmpty()) {
                return Optional.of(fixed);
            }
        }
        return shared().stream().flatMap(it -> ours(it).stream()).findFirst();
    }

    /**
     * The existing folder, or a new one.
     *
     * @throws IOException if none can be created; the message names each place and its error
     */
    Path create() throws IOException {
        Optional<Path> found = find();
        if (found.isPresent()) {
            return found.get();
        }
        List<String> errors = new ArrayList<>();
        for (Path fixed : fixed()) {
            try {
                return createFixed(fixed);
            } catch (IOException e) {
                errors.add(text(e));
            }
        }
        for (Path shared : shared()) {
            try {
                return createBelow(shared);
            } catch (IOException e) {
                errors.add(text(e));
            }
        }
        throw new IOException(String.join("; ", errors));
    }

    /** The JDK's exceptions often carry their reason only in the class name. */
    private static String text(IOException e) {
        return e.getClass() == IOException.class ? e.getMessage() : e.toString();
    }

    private List<Path> fixed() {
        if (configured.isPresent()) {
            return List.of(configured.get());
        }
        return ourUid == ROOT ? List.of(files.resolve("run").resolve(NAME)) : List.of();
    }

    private List<Path> shared() {
        return configured.isPresent() ? List.of() : List.of(files.resolve("tmp"), files.resolve("dev/shm"));
    }

    private Path createFixed(Path fixed) throws IOException {
        Optional<String> whyNot = trust.whyNot(fixed);
        if (whyNot.isPresent()) {
            throw new IOException(whyNot.get());
        }
        Files.createDirectories(fixed, PRIVATE);
        if (!isUsable(fixed)) {
            throw new IOException(fixed + " is not a folder that only this user can write to");
        }
        return fixed;
    }

    private Path createBelow(Path shared) throws IOException {
        String name = prefix();
        for (int i = 0; i < MOST_TRIES; i++) {
            try {
                Files.createDirectory(shared.resolve(name), PRIVATE);
                break;
            } catch (FileAlreadyExistsException e) {
                name = prefix() + "-"
                        + Long.toHexString(ThreadLocalRandom.current().nextLong());
            }
        }
        // Another monitor of this user can have created one meanwhile: both then use the same.
        return ours(shared).orElseThrow(() -> new IOException("can't create a folder in " + shared));
    }

    private String prefix() {
        return NAME + "-" + Integer.toUnsignedString(ourUid);
    }

    /** The first by name of several. */
    private Optional<Path> ours(Path shared) {
        Optional<Path> first = Optional.empty();
        try (DirectoryStream<Path> candidates = Files.newDirectoryStream(shared, prefix() + "{,-*}")) {
            for (Path candidate : candidates) {
                boolean earlier = first.isEmpty() || candidate.compareTo(first.get()) < 0;
                if (earlier && isUsable(candidate)) {
                    first = Optional.of(candidate);
                }
            }
        } catch (IOException | RuntimeException e) {
            return first;
        }
        return first;
    }

    /** Skips an unconfigured folder that was created before the file system became read-only. */
    private boolean isUsable(Path folder) {
        return isOurs(folder) && (configured.isPresent() || Files.isWritable(folder));
    }

    private boolean isOurs(Path folder) {
        try {
            Map<String, Object> attributes =
                    Files.readAttributes(folder, "unix:uid,mode,isDirectory", LinkOption.NOFOLLOW_LINKS);
            boolean othersMayWrite = ((int) attributes.get("mode") & 0022) != 0;
            boolean ours = attributes.get("uid").equals(ourUid);
            return attributes.get("isDirectory").equals(true) && ours && !othersMayWrite;
        } catch (IOException e) {
            return false;
        }
    }
}
