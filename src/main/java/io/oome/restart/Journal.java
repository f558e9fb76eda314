package io.oome.restart;

import io.oome.scan.FlagRule;
import io.oome.scan.HeldLock;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ServerUrl;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What a restart under way must not forget: one small file a process, written before its stop and deleted after its
 * claim. If we are killed in between, the process is down and /proc no longer tells where its claim is, nor which run
 * of it was claimed; the journal does.
 */
public final class Journal {

    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final Set<OpenOption> OPEN_ENTRY = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path root;
    private final Path folder;
    private final int ourUid;

    /** Not to be opened again while they are held: that would end their lock. */
    private final Map<Path, HeldLock> heldHere = new HashMap<>();

    /**
     * An entry.
     *
     * @param pid and
     * @param startTicks the run that was claimed; 0 if it was down
     * @param flag the path as the process, or the operator, means it
     * @param owner whose file the flag was, which was allowed to speak for the process then; −1 if there was none
     */
    public record Entry(int pid, long startTicks, Path flag, FlagRule rule, int owner) {}

    /**
     * @param root made when it is first needed; nobody but us may write there
     * @param server keeps apart what belongs to different supervisords
     */
    public Journal(Path root, ServerUrl server, int ourUid) {
        this.root = root;
        this.folder = root.resolve(URLEncoder.encode(server.toString(), StandardCharsets.UTF_8));
        this.ourUid = ourUid;
    }

    /** What other monitors have left, or still hold. What can't be read is passed over. */
    synchronized Map<Namespec, Entry> entries() {
        Map<Namespec, Entry> entries = new HashMap<>();
        try {
            if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS) || !isSafe()) {
                return entries;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    if (!heldHere.containsKey(file)) {
                        read(file).ifPresent(it -> entries.put(namespec(file), it));
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return entries;
        }
        return entries;
    }

    private static Namespec namespec(Path file) {
        return Namespec.parse(URLDecoder.decode(file.getFileName().toString(), StandardCharsets.UTF_8));
    }

    private static Optional<Entry> read(Path file) {
        try {
            return Optional.of(parse(Files.readString(file)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes an entry, or takes over the one that is there, and holds it until it is {@link #leave left}.
     *
     * @return false if another, live monitor holds the entry
     * @throws IOException if it can't be written
     */
    synchronized boolean hold(Namespec process, Entry entry) throws IOException {
        makeFolder();
        Path file = file(process);
        FileChannel channel = FileChannel.open(file, OPEN_ENTRY);
        Optional<HeldLock> lock = HeldLock.tryLock(channel);
        if (lock.isEmpty()) {
            return false;
        }
        heldHere.put(file, lock.get());
        if (channel.size() == 0) {
            channel.write(ByteBuffer.wrap(text(entry).getBytes(StandardCharsets.UTF_8)));
        }
        return true;
    }

    /** Whether a live monitor, another than we, holds the entry. */
    synchronized boolean isHeldByOther(Namespec process) {
        Path file = file(process);
        if (heldHere.containsKey(file)) {
            return false;
        }
        try {
            Optional<HeldLock> lock = HeldLock.tryLock(FileChannel.open(file, StandardOpenOption.WRITE));
            if (lock.isPresent()) {
                lock.get().close();
            }
            return lock.isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Ends what {@link #hold} began, if it did.
     *
     * @param ended deletes the entry; otherwise it stays for a later scan
     */
    synchronized void leave(Namespec process, boolean ended) {
        Path file = file(process);
        try (HeldLock lock = heldHere.remove(file)) {
            if (ended && lock != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warnf("%s: the journal entry can't be deleted: %s", process, e);
        }
    }

    /** Deletes what a dead monitor has left. */
    void drop(Namespec process) throws IOException {
        Files.deleteIfExists(file(process));
    }

    private Path file(Namespec process) {
        return folder.resolve(URLEncoder.encode(process.qualified(), StandardCharsets.UTF_8));
    }

    private void makeFolder() throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (!isSafe()) {
            throw new IOException(
                    root + " is not a folder that only we may write to: remove it, or set" + " oome-monitor.state-dir");
        }
    }

    /** In /tmp anybody may have made a folder of that name. */
    private boolean isSafe() throws IOException {
        Map<String, Object> attributes;
        try {
            attributes = Files.readAttributes(root, "unix:uid,mode,isDirectory", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return false;
        }
        boolean ours = attributes.get("uid").equals(ourUid);
        boolean othersMayWrite = ((int) attributes.get("mode") & 0022) != 0;
        return attributes.get("isDirectory").equals(true) && ours && !othersMayWrite;
    }

    private static String text(Entry entry) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("pid", Integer.toString(entry.pid()));
        properties.setProperty("startTicks", Long.toString(entry.startTicks()));
        properties.setProperty("flag", entry.flag().toString());
        properties.setProperty("owner", Integer.toString(entry.owner()));
        properties.setProperty("rule", entry.rule().name());
        StringWriter text = new StringWriter();
        properties.store(text, null);
        return text.toString();
    }

    private static Entry parse(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return new Entry(
                Integer.parseInt(properties.getProperty("pid")),
                Long.parseLong(properties.getProperty("startTicks")),
                Path.of(String.valueOf(properties.getProperty("flag"))),
                FlagRule.valueOf(String.valueOf(properties.getProperty("rule"))),
                Integer.parseInt(properties.getProperty("owner")));
    }
}
