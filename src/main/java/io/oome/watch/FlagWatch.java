package io.oome.watch;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.oome.restart.ScanResult;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Reports by inotify(7) that a flag was made or touched. It may report too much; a flag that it misses is found at the
 * next tick. Confined to the scanning thread: events during a scan are reported after it.
 */
final class FlagWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FlagWatch.class);

    /** Each costs half a kilobyte, and one of the user's max_user_watches (at least 8,192). */
    private static final int MOST_FOLDERS = 2048;

    /** Messages about single folders. */
    private static final int MOST_SAID = 100;

    private static final Duration GATHER = Duration.ofMillis(20);

    private final Opener opener;
    private final LongSupplier nanoTime;
    private final Flags flags = new Flags();
    private final Map<Object, WatchedFolder> watched = new HashMap<>();
    private final Map<WatchKey, WatchedFolder> byKey = new HashMap<>();
    private final Set<String> said = new HashSet<>();
    private WatchService service;

    interface Opener {
        WatchService open() throws IOException;
    }

    FlagWatch() {
        this(() -> FileSystems.getDefault().newWatchService(), System::nanoTime);
    }

    /**
     * @param nanoTime a monotonic clock
     */
    FlagWatch(Opener opener, LongSupplier nanoTime) {
        this.opener = opener;
        this.nanoTime = nanoTime;
    }

    boolean isOpen() {
        return service != null;
    }

    /**
     * Watches for the flags that a scan looked for.
     *
     * @return whether to scan again: a flag may have been made before its folder was watched
     */
    boolean follow(ScanResult result) {
        flags.update(result);
        return watch();
    }

    /** Drops the events that the coming scan covers, and watches folders that were recreated. */
    void beforeScan() {
        if (!isOpen()) {
            return;
        }
        takeEvents(service.poll());
        long now = nanoTime.getAsLong();
        if (watched.values().stream().anyMatch(it -> it.needsRewatch(now))) {
            watch();
        }
    }

    /**
     * Waits for an event that is worth a scan.
     *
     * @return whether one came within the limit
     */
    boolean await(Duration limit) throws InterruptedException {
        long end = nanoTime.getAsLong() + limit.toNanos();
        for (long restLeft = restLeft(); restLeft > 0; restLeft = restLeft()) {
            WatchKey key = service.poll(Math.min(restLeft, end - nanoTime.getAsLong()), NANOSECONDS);
            if (takeEvents(key)) {
                return true;
            }
            if (nanoTime.getAsLong() - end >= 0) {
                return false;
            }
            Thread.sleep(GATHER.toMillis());
        }
        return true;
    }

    /** Nanoseconds until the first resting folder is due. */
    private long restLeft() {
        long now = nanoTime.getAsLong();
        return watched.values().stream()
                .filter(WatchedFolder::isResting)
                .mapToLong(it -> it.restLeft(now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /**
     * Takes the events of all folders.
     *
     * @param first the key of one of them, or null
     * @return whether they are worth a scan
     */
    private boolean takeEvents(WatchKey first) {
        boolean isWorthScan = false;
        for (WatchKey key = first; key != null; key = service.poll()) {
            WatchedFolder folder = byKey.get(key);
            if (folder == null) {
                continue;
            }
            isWorthScan |= folder.takeEvents(nanoTime.getAsLong());
            if (folder.isResting()) {
                byKey.remove(key);
                sayResting(folder);
            }
        }
        return isWorthScan;
    }

    /** Whether anything is watched that was not before. */
    private boolean watch() {
        if (!isOpened()) {
            return false;
        }
        Map<Object, Folder> wanted = wanted();
        for (Map.Entry<Object, WatchedFolder> it : watched.entrySet()) {
            if (!wanted.containsKey(it.getKey())) {
                it.getValue().unwatch();
            }
        }
        watched.keySet().retainAll(wanted.keySet());
        byKey.clear();
        boolean isMore = false;
        for (Folder folder : wanted.values()) {
            isMore |= watch(folder);
        }
        return isMore;
    }

    private boolean watch(Folder folder) {
        WatchedFolder known = watched.computeIfAbsent(folder.id(), any -> new WatchedFolder(folder));
        boolean isMore = false;
        try {
            isMore = known.watch(folder, service, nanoTime.getAsLong());
        } catch (IOException e) {
            sayUnwatched(folder.path(), e);
        }
        if (known.key() != null && !known.isResting()) {
            byKey.put(known.key(), known);
        }
        return isMore;
    }

    private boolean isOpened() {
        if (isOpen()) {
            return true;
        }
        try {
            service = opener.open();
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            sayOnce(
                    Level.WARN,
                    "no inotify, flags are found only at ticks (" + e.getMessage()
                            + "): raise fs.inotify.max_user_instances, or set --no-watch");
            return false;
        }
    }

    private Map<Object, Folder> wanted() {
        Map<Object, Folder> wanted = new LinkedHashMap<>();
        flags.folders().forEach((path, names) -> {
            try {
                Folder.nearest(path, names.keySet(), names.containsValue(true))
                        .filter(it -> wanted.size() < MOST_FOLDERS || wanted.containsKey(it.id()))
                        .ifPresent(it -> wanted.merge(it.id(), it, Folder::and));
            } catch (IOException e) {
                sayUnwatched(path, e);
            }
        });
        if (wanted.size() == MOST_FOLDERS) {
            sayOnce(
                    Level.WARN,
                    "flags in more than " + MOST_FOLDERS + " folders: flags in the rest are found only at ticks");
        }
        return wanted;
    }

    private void sayResting(WatchedFolder folder) {
        sayOnce(
                Level.INFO,
                "more than " + WatchedFolder.MOST_EVENTS + " events a second in " + folder.path()
                        + ": checking it for flags only every " + WatchedFolder.REST.toSeconds() + " s");
    }

    private void sayUnwatched(Path folder, IOException e) {
        sayOnce(
                Level.WARN,
                "can't watch " + folder + ", flags there are found only at ticks: "
                        + (e instanceof AccessDeniedException ? "permission denied" : e.getMessage()));
    }

    private void sayOnce(Level level, String message) {
        if (said.size() < MOST_SAID && said.add(message)) {
            LOG.log(level, message);
        }
    }

    @Override
    public void close() {
        try {
            if (isOpen()) {
                service.close();
            }
        } catch (IOException e) {
            LOG.debug("can't close inotify", e);
        }
        service = null;
        watched.clear();
        byKey.clear();
    }
}
