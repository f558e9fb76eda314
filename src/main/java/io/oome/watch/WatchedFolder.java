package io.oome.watch;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;

/** A watched folder. Too many events pause its watch: it rests. */
final class WatchedFolder {

    /** Per second. Each event costs 15 µs, most of it in the JDK's own thread, before its name is known. */
    static final int MOST_EVENTS = 1000;

    /** A busier folder is checked as often as with TICK_5. */
    static final Duration REST = Duration.ofSeconds(5);

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static final WatchEvent.Kind<?>[] MADE = {ENTRY_CREATE};
    private static final WatchEvent.Kind<?>[] MADE_OR_TOUCHED = {ENTRY_CREATE, ENTRY_MODIFY};

    private Folder folder;
    private WatchKey key;
    private boolean isTouched;
    private long secondBegan;
    private int events;
    private boolean isResting;
    private long restsUntil;

    WatchedFolder(Folder folder) {
        this.folder = folder;
    }

    Path path() {
        return folder.path();
    }

    /** Null if it could not be watched. */
    WatchKey key() {
        return key;
    }

    /**
     * Watches the folder, unless it is watched already. inotify_add_watch(2) opens nothing: whatever lies there by
     * then, it can't block for longer than a stat(2).
     *
     * @param now the folder, and what to watch it for from now on
     * @return whether that is more than before
     */
    boolean watch(Folder now, WatchService service, long nanoTime) throws IOException {
        folder = now;
        boolean isUnwatched = key == null || !key.isValid();
        if (restLeft(nanoTime) > 0 || !isUnwatched && isTouched == folder.isTouched()) {
            return false;
        }
        if (isUnwatched) {
            key = null;
            isResting = false;
            secondBegan = nanoTime;
            events = 0;
        }
        key = folder.path().register(service, folder.isTouched() ? MADE_OR_TOUCHED : MADE);
        isTouched = folder.isTouched();
        return isUnwatched || isTouched;
    }

    void unwatch() {
        if (key != null) {
            key.cancel();
        }
    }

    /** Its folder is gone, or its rest is over. */
    boolean needsRewatch(long nanoTime) {
        return key != null && !key.isValid() && restLeft(nanoTime) <= 0;
    }

    boolean isResting() {
        return isResting;
    }

    /** In nanoseconds; negative once it is over. */
    long restLeft(long nanoTime) {
        return isResting ? restsUntil - nanoTime : 0;
    }

    /** Whether its events are worth a scan. A name that is no process's flag costs a comparison. */
    boolean takeEvents(long nanoTime) {
        boolean isWorthScan = false;
        if (nanoTime - secondBegan > SECOND) {
            secondBegan = nanoTime;
            events = 0;
        }
        for (WatchEvent<?> event : key.pollEvents()) {
            isWorthScan |= event.kind() == OVERFLOW || folder.names().contains(event.context());
            events += event.count();
        }
        boolean isGone = !key.reset();
        if (events > MOST_EVENTS && !isGone) {
            key.cancel();
            isResting = true;
            restsUntil = nanoTime + REST.toNanos();
        }
        return isWorthScan || isGone;
    }
}
