package io.oome.watch;

import io.oome.restart.Occasion;
import io.oome.restart.ScanResult;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * All scans of a monitor that goes on: one after another, on one thread, which waits in between for a tick and for a flag.
 * What asks for one during a scan gets one more.
 */
public final class Scans implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Scans.class);

    private static final Duration LAST_SCAN = Duration.ofSeconds(5);

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Function<Occasion, Optional<ScanResult>> scan;
    private final Optional<FlagWatch> flags;
    private final Allowance allowance = new Allowance(System::nanoTime);
    private final Thread thread = new Thread(this::run, "scans");

    /** Ticks, by their number. All that follows is guarded by this. */
    private long asked;

    private long answered;
    private boolean woken;
    private boolean listening;
    private boolean ending;

    /**
     * @param scan empty where supervisord can't be asked
     * @param watches whether flags wake it; otherwise only ticks do
     */
    public Scans(Function<Occasion, Optional<ScanResult>> scan, boolean watches) {
        this(scan, Optional.of(new FlagWatch()).filter(any -> watches));
    }

    Scans(Function<Occasion, Optional<ScanResult>> scan, Optional<FlagWatch> flags) {
        this.scan = scan;
        this.flags = flags;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /**
     * Asks for a scan, and waits until it is over.
     *
     * @param patience at most; what was asked for comes all the same
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

    /** Something has happened that a flag may have come of, or that makes one count. */
    public synchronized void wake() {
        if (flags.isPresent()) {
            woken = true;
            call();
        }
    }

    /** An interrupt in a scan would close the channels that it reads from. */
    private synchronized void call() {
        notifyAll();
        if (listening) {
            thread.interrupt();
        }
    }

    /** No scan begins any more; one that is under way is waited for. */
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
            LOG.debug("no scan any more: interrupted");
        } finally {
            flags.ifPresent(FlagWatch::close);
        }
    }

    /** Looks at what it has waited for, and once more after new folders are watched: a flag may have come before. */
    private void once() {
        long serving;
        synchronized (this) {
            serving = asked;
            woken = false;
        }
        try {
            Occasion occasion = serving > answered ? Occasion.TICK : Occasion.FLAG;
            flags.ifPresent(FlagWatch::beforeScan);
            Optional<ScanResult> result = scan.apply(occasion);
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
     * Returns when there is something to look for.
     *
     * @return false at the end
     */
    private boolean awaitOccasion() throws InterruptedException {
        while (!isCalled() && !isWoken()) {
            if (flags.isPresent() && flags.get().isOpen()) {
                listen(flags.get());
            } else {
                rest();
            }
        }
        if (!isCalled()) {
            pause(allowance.take());
        }
        return !isEnding();
    }

    private synchronized void rest() throws InterruptedException {
        while (!isCalled() && !woken) {
            wait();
        }
    }

    /** A tick ends it. */
    private synchronized void pause(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !isCalled(); left = end - System.nanoTime()) {
            wait(left / NANOS_PER_MILLI + 1);
        }
    }

    private void listen(FlagWatch folders) {
        synchronized (this) {
            if (isCalled() || woken) {
                return;
            }
            listening = true;
        }
        try {
            folders.await();
            wake();
        } catch (InterruptedException e) {
            // A tick, or the end.
        } catch (RuntimeException e) {
            LOG.warnf("flags are found at ticks only, until the next one: %s", e);
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

    private synchronized boolean isWoken() {
        return woken;
    }

    private synchronized boolean isEnding() {
        return ending;
    }
}
