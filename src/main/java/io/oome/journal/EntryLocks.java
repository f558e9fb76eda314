package io.oome.journal;

import io.oome.supervisor.Namespec;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * The locks of the entries; the kernel releases them however the monitor ends. Each process has one byte of a single
 * file, so that all locks need one file descriptor, however many restarts are under way. The file is opened once: the
 * kernel drops a process's locks when the process closes any descriptor of the file (fcntl(2)).
 */
final class EntryLocks implements Closeable {

    private static final Logger LOG = Logger.getLogger(EntryLocks.class);

    private final Place place;
    private final Map<Namespec, FileLock> held = new HashMap<>();
    private FileChannel file;

    /** Returns the path of the lock file, and creates its folder if necessary. */
    interface Place {
        Path get() throws IOException;
    }

    EntryLocks(Place place) {
        this.place = place;
    }

    /**
     * Locks an entry; without a lock file, only in this process's memory.
     *
     * @return false if another process, or this one, holds the lock
     */
    synchronized boolean lock(Namespec process) {
        if (held.containsKey(process)) {
            return false;
        }
        try {
            FileLock lock = file().tryLock(position(process), 1, false);
            if (lock == null) {
                return false;
            }
            held.put(process, lock);
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            LOG.debugf("%s: locked in memory only: %s", process, e);
            held.put(process, null);
        }
        return true;
    }

    synchronized void unlock(Namespec process) {
        FileLock lock = held.remove(process);
        if (lock == null) {
            return;
        }
        try {
            lock.release();
        } catch (IOException e) {
            LOG.debugf("%s: can't release the lock: %s", process, e);
        }
    }

    synchronized boolean isHeldByAnother(Namespec process) {
        if (held.containsKey(process)) {
            return false;
        }
        boolean free = lock(process);
        unlock(process);
        return !free;
    }

    private FileChannel file() throws IOException {
        if (file == null) {
            file = FileChannel.open(
                    place.get(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
        }
        return file;
    }

    private static long position(Namespec process) {
        return Journal.hash(process.qualified()) & Long.MAX_VALUE >> 1;
    }

    @Override
    public synchronized void close() throws IOException {
        held.clear();
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
