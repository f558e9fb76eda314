package io.oome.watch;

import io.oome.restart.Occasion;
import io.oome.restart.ScanResult;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Runs all scans of a listener or of {@code --every}, one after another, on one thread that waits for the next tick or
 * flag in between. A request during a scan causes one more scan.
 */
public final class Scans implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Scans.class);

    private static final Duration LAST_SCAN = Duration.ofSeconds(5);

    /** After it the monitor is at rest. To work again costs it about a millisecond of CPU time. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Function<Occasion, Optional<ScanResult>> scan;
    private final Optional<FlagWatch> flags;
    private final Runnable atRest;
    private final Allowance allowance = new Allowance(System::nanoTime);
    private final Settling settling = new Settling();
    private final Thread thread = new Thread(this::run, "scans");

    /** Number of the last tick. This and all fields below are guarded by this. */
    private long asked;

    private long answered;
    private boolean woken;

    /** Whether a request came from the monitor itself. */
    private boolean isOwn;

    private boolean listening;
    private boolean ending;

    /**
     * @param scan returns empty if supervisord can't be reached
     * @param watches whether flags trigger scans; otherwise only ticks do
     * @param atRest runs when no scan has been requested for a second
     */
    public Scans(Function<Occasion, Optional<ScanResult>> scan, boolean watches, Runnable atRest) {
        this.scan = scan;
        this.flags = Optional.of(new FlagWatch()).filter(any -> watches);
        this.atRest = atRest;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /**
     * Requests a scan, and waits until it is over.
     *
     * @param patience the longest wait; the scan runs even after it
     */
    public synchronized void tick(Duration patience) {
        long mine = ++asked;
        call();
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toNanos();
                    answered < mine && !ending && left > 0;
                    left = end - System.nanoTime()) {
                wait(left / NANOS_PER_MILLI + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Requests a scan after an event that may have made a flag, or may have made one count. */
    public synchronized void wake() {
        if (flags.isPresent()) {
            woken = true;
            call();
        }
    }

    /** Requests a scan after a restart of the monitor's own. The flag that it began with was counted already. */
    public synchronized void again() {
        isOwn = true;
        wake();
    }

    /** Interrupts only a thread that listens: in a scan, an interrupt would close the channels it reads. */
    private synchronized void call() {
        notifyAll();
        if (listening) {
            thread.interrupt();
        }
    }

    /** Begins no new scan, and waits for the one under way. */
    @Override
    public void close() {
        synchronized (this) {
            ending = true;
            call();
        }
        try {
            thread.join(LAST_SCAN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (awaitOccasion()) {
                once();
            }
        } catch (InterruptedException e) {
            LOG.debug("no more scans: interrupted");
        } finally {
            flags.ifPresent(FlagWatch::close);
        }
    }

    /** Scans, and requests another scan if new folders are watched: a flag may have been made before. */
    private void once() {
        long serving;
        synchronized (this) {
            serving = asked;
            woken = false;
            isOwn = false;
        }
        try {
            Occasion occasion = serving > answered ? Occasion.TICK : Occasion.FLAG;
            flags.ifPresent(FlagWatch::beforeScan);
            Optional<ScanResult> result = scan.apply(occasion);
            result.ifPresent(settling::after);
            if (flags.isPresent() && result.isPresent() && flags.get().follow(result.get())) {
                wake();
            }
        } catch (RuntimeException e) {
            LOG.errorf("%s", e.getMessage() == null ? e : e.getMessage());
            LOG.debug("", e);
        }
        synchronized (this) {
            answered = serving;
            notifyAll();
        }
    }

    /**
     * Waits for a reason to scan.
     *
     * @return false once closed
     */
    private boolean awaitOccasion() throws InterruptedException {
        long begun = System.nanoTime();
        Duration longest = flags.isPresent() ? settling.pause() : Settling.FOREVER;
        awaitUntil(begun + Math.min(IDLE.toNanos(), longest.toNanos()));
        if (!isRequested() && longest.compareTo(IDLE) > 0) {
            atRest.run();
        }
        awaitUntil(begun + longest.toNanos());
        if (!isRequested()) {
            again();
        }
        if (isLimited()) {
            pause(allowance.take());
        }
        return !isEnding();
    }

    private void awaitUntil(long end) throws InterruptedException {
        for (long left = end - System.nanoTime(); left > 0 && !isRequested(); left = end - System.nanoTime()) {
            await(Duration.ofNanos(left));
        }
    }

    private void await(Duration limit) throws InterruptedException {
        if (flags.isPresent() && flags.get().isOpen()) {
            listen(flags.get(), limit);
        } else {
            rest(limit);
        }
    }

    private synchronized void rest(Duration limit) throws InterruptedException {
        if (!isRequested()) {
            wait(limit.toMillis() + 1);
        }
    }

    /** Sleeps until the time is up, or a tick comes. */
    private synchronized void pause(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !isCalled(); left = end - System.nanoTime()) {
            wait(left / NANOS_PER_MILLI + 1);
        }
    }

    private void listen(FlagWatch folders, Duration limit) {
        synchronized (this) {
            if (isRequested()) {
                return;
            }
            listening = true;
        }
        try {
            if (folders.await(limit)) {
                wake();
            }
        } catch (InterruptedException e) {
            // A tick, or close().
        } catch (RuntimeException e) {
            LOG.warnf("inotify failed, it is opened again at the next tick: %s", e);
            LOG.debug("", e);
            folders.close();
        } finally {
            synchronized (this) {
                listening = false;
                Thread.interrupted();
            }
        }
    }

    private synchronized boolean isCalled() {
        return ending || asked > answered;
    }

    private synchronized boolean isRequested() {
        return isCalled() || woken;
    }

    private synchronized boolean isLimited() {
        return !isCalled() && !isOwn;
    }

    private synchronized boolean isEnding() {
        return ending;
    }
}
