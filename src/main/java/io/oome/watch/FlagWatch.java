package io.oome.watch;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.oome.restart.ScanResult;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
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

    /** Files of others a second. Each costs 15 µs, most of it in the JDK's own thread, before we know its name. */
    private static final int MOST_OF_OTHERS = 1000;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** A folder where more happens is as good as with TICK_5. */
    private static final long REST = Duration.ofSeconds(5).toNanos();

    private static final Duration GATHER = Duration.ofMillis(20);

    private static final WatchEvent.Kind<?>[] MADE = {ENTRY_CREATE};
    private static final WatchEvent.Kind<?>[] MADE_OR_TOUCHED = {ENTRY_CREATE, ENTRY_MODIFY};

    private final Opener opener;
    private final LongSupplier nanoTime;
    private final Flags flags = new Flags();
    private final Map<Object, Watched> watched = new HashMap<>();
    private final Map<WatchKey, Watched> byKey = new HashMap<>();
    private final Set<String> said = new HashSet<>();
    private WatchService service;

    interface Opener {
        WatchService open() throws IOException;
    }

    /** A folder under watch, or one that is to be. */
    private static final class Watched {
        Path path;
        Set<Path> names = Set.of();
        boolean isTouched;
        WatchKey key;
        long secondBegan;
        int ofOthers;
        OptionalLong restsUntil = OptionalLong.empty();

        boolean isLost() {
            return key == null || !key.isValid();
        }
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
        for (WatchKey key = service.poll(); key != null; key = service.poll()) {
            isOfInterest(key);
        }
        if (watched.values().stream().anyMatch(it -> it.isLost() && !isResting(it))) {
            watch();
        }
    }

    /** Waits until a scan is worth it. */
    void await() throws InterruptedException {
        while (true) {
            WatchKey key = next();
            if (key == null) {
                return;
            }
            boolean isOfInterest = false;
            for (; key != null; key = service.poll()) {
                isOfInterest |= isOfInterest(key);
            }
            if (isOfInterest) {
                return;
            }
            Thread.sleep(GATHER.toMillis());
        }
    }

    /** Null when a folder has rested. */
    private WatchKey next() throws InterruptedException {
        OptionalLong rested = watched.values().stream()
                .filter(this::isResting)
                .mapToLong(it -> it.restsUntil.orElseThrow() - nanoTime.getAsLong())
                .min();
        return rested.isEmpty() ? service.take() : service.poll(rested.getAsLong(), NANOSECONDS);
    }

    private boolean isResting(Watched folder) {
        return folder.restsUntil.isPresent() && folder.restsUntil.getAsLong() - nanoTime.getAsLong() > 0;
    }

    /** A name that is nobody's flag costs a comparison. */
    private boolean isOfInterest(WatchKey key) {
        Watched folder = byKey.get(key);
        if (folder == null) {
            return false;
        }
        boolean isNamed = false;
        int ofOthers = 0;
        for (WatchEvent<?> event : key.pollEvents()) {
            boolean isFlag = folder.names.contains(event.context());
            isNamed |= isFlag || event.kind() == OVERFLOW;
            ofOthers += isFlag ? 0 : event.count();
        }
        boolean isGone = !key.reset();
        restIfBusy(folder, ofOthers);
        return isNamed || isGone;
    }

    private void restIfBusy(Watched folder, int ofOthers) {
        long now = nanoTime.getAsLong();
        if (now - folder.secondBegan > SECOND) {
            folder.secondBegan = now;
            folder.ofOthers = 0;
        }
        folder.ofOthers += ofOthers;
        if (folder.ofOthers > MOST_OF_OTHERS) {
            folder.key.cancel();
            folder.restsUntil = OptionalLong.of(now + REST);
            sayOnce(
                    Level.INFO,
                    "more than " + MOST_OF_OTHERS + " files a second are made in " + folder.path
                            + ": flags there are looked for every "
                            + Duration.ofNanos(REST).toSeconds() + " s");
        }
    }

    /** Whether something is watched that was not. */
    private boolean watch() {
        if (!isOpened()) {
            return false;
        }
        Map<Object, Folder> wanted = wanted();
        watched.entrySet().removeIf(it -> !wanted.containsKey(it.getKey()) && isCancelled(it.getValue()));
        byKey.clear();
        boolean anew = false;
        for (Folder folder : wanted.values()) {
            Watched known = watched.computeIfAbsent(folder.id(), any -> new Watched());
            known.names = folder.names();
            known.path = folder.path();
            anew |= !isResting(known) && register(known, folder.isTouched());
            byKey.put(known.key, known);
        }
        return anew;
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

    private static boolean isCancelled(Watched folder) {
        if (folder.key != null) {
            folder.key.cancel();
        }
        return true;
    }

    /** inotify_add_watch(2) opens nothing: whatever lies there by then, it can't hold us up longer than a look does. */
    private boolean register(Watched folder, boolean isTouched) {
        boolean isLost = folder.isLost();
        if (!isLost && folder.isTouched == isTouched) {
            return false;
        }
        try {
            folder.key = folder.path.register(service, isTouched ? MADE_OR_TOUCHED : MADE);
            boolean isMore = isLost || isTouched;
            folder.isTouched = isTouched;
            folder.restsUntil = OptionalLong.empty();
            return isMore;
        } catch (IOException e) {
            folder.key = null;
            sayUnwatched(folder.path, e);
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
