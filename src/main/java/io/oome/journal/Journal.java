package io.oome.journal;

import io.oome.supervisor.Namespec;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The record of restarts: one {@link Entry} per process, each a small file that only the monitor's user can write. It
 * outlives the monitor, and all monitors of one user and one supervisord share it. A monitor that restarts a process
 * holds the lock of its entry, which the kernel releases however the monitor ends: an unfinished entry without a lock
 * is that of a monitor that died.
 *
 * <p>Where no folder can be created, the entries are kept in memory only.
 */
public final class Journal implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final String LOCKS = "locks";
    private static final String SUFFIX = ".entry";
    private static final String IN_MEMORY = "can't write the journal (%s): restarts are recorded, and counted for"
            + " --max-restarts, only while this monitor runs";
    private static final String REMEDY = "set oome-monitor.state-dir to a folder of its own";
    private static final int LONGEST_NAME = 150;
    private static final int LARGEST_FILE = 256 * 1024;

    /**
     * The kernel timestamps a change of the folder with its last tick: a change younger than a tick can hide another.
     */
    private static final Duration TICK = Duration.ofMillis(50);

    private final StateFolder state;
    private final Supplier<String> supervisord;
    private final Map<Namespec, Entry> entries = new HashMap<>();

    /** Entries not yet written to disk. */
    private final Map<Namespec, Entry> unsaved = new HashMap<>();

    private final EntryLocks locks = new EntryLocks(() -> createFolder().resolve(LOCKS));
    private Optional<Path> folder = Optional.empty();
    private Optional<FileTime> read = Optional.empty();
    private final Set<Path> damaged = new HashSet<>();
    private boolean isFolderMissed;
    private boolean warned;

    /**
     * @param supervisord names the supervisord of these processes; called when first needed
     */
    public Journal(StateFolder state, Supplier<String> supervisord) {
        this.state = state;
        this.supervisord = supervisord;
    }

    /** Creates the folder, so that later monitors find each other's entries. */
    public synchronized void prepare() {
        try {
            createFolder();
            isFolderMissed = false;
        } catch (IOException e) {
            if (!isFolderMissed) {
                isFolderMissed = true;
                LOG.warnf(IN_MEMORY + "; " + REMEDY, text(e));
            }
        }
    }

    /** All entries of all monitors, except unreadable ones. */
    public synchronized Map<Namespec, Entry> entries() {
        if (folder.isEmpty()) {
            folder = state.find().map(this::ofSupervisord).filter(Files::isDirectory);
        }
        folder.ifPresent(this::readChanged);
        Map<Namespec, Entry> all = new HashMap<>(entries);
        all.putAll(unsaved);
        return all;
    }

    private Path ofSupervisord(Path root) {
        return root.resolve(fileName(supervisord.get()));
    }

    /** Reads the entries if the folder has changed: every write renames a file, which changes the folder's time. */
    private void readChanged(Path from) {
        try {
            FileTime changed = Files.getLastModifiedTime(from, LinkOption.NOFOLLOW_LINKS);
            boolean settled = changed.toInstant().isBefore(Instant.now().minus(TICK));
            if (read.isPresent() && read.get().equals(changed)) {
                return;
            }
            readAll(from);
            read = settled ? Optional.of(changed) : Optional.empty();
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debugf("can't read the journal %s: %s", from, e);
        }
    }

    private void readAll(Path from) throws IOException {
        entries.clear();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from, "*" + SUFFIX)) {
            for (Path file : files) {
                readFile(file).ifPresent(it -> entries.put(it.process(), it));
            }
        }
    }

    private Optional<Entry> readFile(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST_FILE) {
                throw new IOException("not a regular file of at most " + LARGEST_FILE + " bytes");
            }
            return Optional.of(EntryText.parse(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            if (damaged.add(file)) {
                LOG.warnf(
                        "%s is not a readable journal entry (%s): the restarts of its process are lost; check that"
                                + " the process runs, then delete the file",
                        file, e.getMessage());
            }
            return Optional.empty();
        }
    }

    /** The present entry. */
    public synchronized Entry entry(Namespec process) {
        Entry known = unsaved.get(process);
        if (known == null) {
            known = folder.map(it -> it.resolve(fileName(process.qualified()) + SUFFIX))
                    .filter(Files::exists)
                    .flatMap(this::readFile)
                    .orElse(null);
        }
        return known == null ? Entry.empty(process) : known;
    }

    /**
     * Writes an entry. If that fails, this monitor uses it all the same.
     *
     * @return false if it is in memory only
     */
    public synchronized boolean write(Entry entry) {
        unsaved.put(entry.process(), entry);
        try {
            save(entry);
            unsaved.remove(entry.process());
            entries.put(entry.process(), entry);
            warned = false;
            return true;
        } catch (IOException e) {
            warn(entry, e);
            return false;
        }
    }

    private void save(Entry entry) throws IOException {
        Path into = createFolder();
        Path file = into.resolve(fileName(entry.process().qualified()) + SUFFIX);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(
                    fresh,
                    EntryText.write(entry),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    LinkOption.NOFOLLOW_LINKS);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    private void warn(Entry entry, IOException e) {
        if (!warned) {
            warned = true;
            String process = entry.process().toString();
            LOG.warnf("%s: " + IN_MEMORY + "; if it dies now, check %s by hand; " + REMEDY, process, text(e), process);
        }
    }

    private static String text(IOException e) {
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return reason == null ? e.toString() : reason;
    }

    private synchronized Path createFolder() throws IOException {
        if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
            Path created = ofSupervisord(state.create());
            Files.createDirectories(
                    created, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            folder = Optional.of(created);
        }
        return folder.get();
    }

    /**
     * Locks a process's entry until unlocked, or until the monitor ends.
     *
     * @return false if another live monitor, or this one, holds the lock
     */
    public boolean lock(Namespec process) {
        return locks.lock(process);
    }

    public void unlock(Namespec process) {
        locks.unlock(process);
    }

    /** Whether another live monitor is restarting the process. */
    public boolean isLockedByAnother(Namespec process) {
        return locks.isHeldByAnother(process);
    }

    /** Releases all locks, as the kernel does when the monitor ends. */
    @Override
    public void close() throws IOException {
        locks.close();
    }

    /** A name valid in any file system, however long the process's name is. */
    private static String fileName(String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("*", "%2A");
        return encoded.length() <= LONGEST_NAME
                ? encoded
                : encoded.substring(0, LONGEST_NAME) + "-" + Long.toHexString(hash(name));
    }

    /** FNV-1a. */
    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 0xff) * 0x100000001b3L;
        }
        return hash;
    }
}
