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
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Tells when a flag is made or touched, by inotify(7). It only ever tells too much: what it can't watch is found at the next
 * tick. One thread uses it, the one that scans: what happens during a scan is told after it.
 */
final class FlagWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FlagWatch.class);

    /** Half a kilobyte of ours each, and one of max_user_watches of the user's, who has 8,192 at least. */
    private static final int MOST_FOLDERS = 2048;

    /** What is said of single folders. */
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
     * @param nanoTime a clock that nobody can set
     */
    FlagWatch(Opener opener, LongSupplier nanoTime) {
        this.opener = opener;
        this.nanoTime = nanoTime;
    }

    boolean isOpen() {
        return service != null;
    }

    /**
     * Watches for the flags that a scan has looked for.
     *
     * @return whether to look once more: a flag may have been made before its folder was watched
     */
    boolean follow(ScanResult result) {
        flags.update(result);
        return watch();
    }

    /** Before a scan: what it will see need not be told. A folder that was made anew is watched first. */
    void beforeScan() {
        if (!isOpen()) {
            return;
        }
        takeEvents(service.poll());
        long now = nanoTime.getAsLong();
        if (watched.values().stream().anyMatch(it -> it.isToBeWatchedAgain(now))) {
            watch();
        }
    }

    /** Waits until a scan is worth it. */
    void await() throws InterruptedException {
        OptionalLong restLeft = restLeft();
        while (restLeft.orElse(1) > 0) {
            WatchKey key = restLeft.isEmpty() ? service.take() : service.poll(restLeft.getAsLong(), NANOSECONDS);
            if (takeEvents(key)) {
                return;
            }
            Thread.sleep(GATHER.toMillis());
            restLeft = restLeft();
        }
    }

    /** Until the first of those that rest has rested. */
    private OptionalLong restLeft() {
        long now = nanoTime.getAsLong();
        return watched.values().stream()
                .filter(WatchedFolder::isResting)
                .mapToLong(it -> it.restLeft(now))
                .min();
    }

    /**
     * Of all folders where something has happened.
     *
     * @param first one of them, or null
     */
    private boolean takeEvents(WatchKey first) {
        boolean areWorth = false;
        for (WatchKey key = first; key != null; key = service.poll()) {
            WatchedFolder folder = byKey.get(key);
            if (folder == null) {
                continue;
            }
            areWorth |= folder.takeEvents(nanoTime.getAsLong());
            if (folder.isResting()) {
                byKey.remove(key);
                sayResting(folder);
            }
        }
        return areWorth;
    }

    /** Whether something is watched that was not. */
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
                    "flags are found at ticks only, for inotify refuses us (" + e.getMessage()
                            + "): raise fs.inotify.max_user_instances, or say --no-watch");
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
                    "flags in more than " + MOST_FOLDERS + " folders: those in the others are found at ticks");
        }
        return wanted;
    }

    private void sayResting(WatchedFolder folder) {
        sayOnce(
                Level.INFO,
                "more than " + WatchedFolder.MOST_EVENTS + " files a second are made in " + folder.path()
                        + ": flags there are looked for every " + WatchedFolder.REST.toSeconds() + " s");
    }

    private void sayUnwatched(Path folder, IOException e) {
        sayOnce(
                Level.WARN,
                folder + " can't be watched, flags there are found at ticks: "
                        + (e instanceof AccessDeniedException ? "we may not read it" : e.getMessage()));
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
            LOG.debug("inotify can't be closed", e);
        }
        service = null;
        watched.clear();
        byKey.clear();
    }
}
