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

/** A folder under watch. One in which too much happens rests from it. */
final class WatchedFolder {

    /** In a second. Each event costs 15 µs, most of it in the JDK's own thread, before its name is known. */
    static final int MOST_EVENTS = 1000;

    /** A folder where more happens is as good as with TICK_5. */
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

    /** Null where it could not be watched. */
    WatchKey key() {
        return key;
    }

    /**
     * Watches it, as far as it is not. inotify_add_watch(2) opens nothing: whatever lies there by then, it can't hold us up
     * longer than a look does.
     *
     * @param now the folder, and what it is watched for from now on
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

    /** Its folder is gone, or it has rested. */
    boolean isToBeWatchedAgain(long nanoTime) {
        return key != null && !key.isValid() && restLeft(nanoTime) <= 0;
    }

    boolean isResting() {
        return isResting;
    }

    /** In nanoseconds; negative when it is over. */
    long restLeft(long nanoTime) {
        return isResting ? restsUntil - nanoTime : 0;
    }

    /** Whether what has happened there is worth a scan. A name that is nobody's flag costs a comparison. */
    boolean takeEvents(long nanoTime) {
        boolean isWorth = false;
        if (nanoTime - secondBegan > SECOND) {
            secondBegan = nanoTime;
            events = 0;
        }
        for (WatchEvent<?> event : key.pollEvents()) {
            isWorth |= event.kind() == OVERFLOW || folder.names().contains(event.context());
            events += event.count();
        }
        boolean isGone = !key.reset();
        if (events > MOST_EVENTS && !isGone) {
            key.cancel();
            isResting = true;
            restsUntil = nanoTime + REST.toNanos();
        }
        return isWorth || isGone;
    }
}
