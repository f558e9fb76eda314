package io.oome.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.oome.restart.Occasion;
import io.oome.restart.ScanResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each scan joins the list as it begins, and then waits for a permit. */
@Timeout(30)
class ScansTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration NOT_AT_ALL = Duration.ZERO;

    @TempDir
    private Path folder;

    private final List<Occasion> begun = new CopyOnWriteArrayList<>();
    private final Semaphore permits = new Semaphore(0);
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicInteger rests = new AtomicInteger();
    private volatile boolean disturbed;
    private Supplier<Optional<ScanResult>> result = () -> Optional.of(look());
    private Scans scans = new Scans(this::scan, true, rests::incrementAndGet);

    private ScanResult look() {
        return new Look().at("web", folder.resolve("flag")).result();
    }

    private Optional<ScanResult> scan(Occasion occasion) {
        begun.add(occasion);
        boolean isAlone = running.compareAndSet(false, true);
        permits.acquireUninterruptibly();
        running.set(false);
        disturbed |= !isAlone || Thread.interrupted();
        return result.get();
    }

    @AfterEach
    void close() {
        permits.release(1000);
        scans.close();
        assertThat(disturbed).as("interrupted in a scan, or two at a time").isFalse();
    }

    /** Runs the first scan, and the one that follows when its folder is watched. */
    private void started() {
        scans.start();
        permits.release(2);
        scans.tick(SOON);
        awaitBegun(Occasion.TICK, Occasion.FLAG);
    }

    private void awaitBegun(Occasion... occasions) {
        await().atMost(SOON).untilAsserted(() -> assertThat(begun).containsExactly(occasions));
    }

    @Test
    void should_answer_a_tick_after_its_scan() {
        started();
        permits.release();
        scans.tick(SOON);
        awaitBegun(Occasion.TICK, Occasion.FLAG, Occasion.TICK);
    }

    @Test
    void should_scan_as_soon_as_a_flag_appears() throws Exception {
        started();
        Files.createFile(folder.resolve("flag"));
        awaitBegun(Occasion.TICK, Occasion.FLAG, Occasion.FLAG);
    }

    @Test
    void should_answer_a_tick_in_time_while_a_scan_lasts() {
        started();
        scans.tick(NOT_AT_ALL);
        awaitBegun(Occasion.TICK, Occasion.FLAG, Occasion.TICK);
        scans.tick(Duration.ofMillis(1));
    }

    @Test
    void should_scan_once_more_for_all_requests_during_a_scan() throws Exception {
        started();
        scans.tick(NOT_AT_ALL);
        awaitBegun(Occasion.TICK, Occasion.FLAG, Occasion.TICK);
        scans.tick(NOT_AT_ALL);
        scans.tick(NOT_AT_ALL);
        scans.wake();
        Files.createFile(folder.resolve("other"));
        permits.release(10);
        scans.tick(SOON);
        assertThat(begun).hasSizeBetween(4, 5);
        assertThat(begun.get(3)).isEqualTo(Occasion.TICK);
    }

    @Test
    void should_scan_once_more_for_a_flag_that_is_made_during_a_scan() throws Exception {
        started();
        scans.tick(NOT_AT_ALL);
        awaitBegun(Occasion.TICK, Occasion.FLAG, Occasion.TICK);
        Files.createFile(folder.resolve("flag"));
        permits.release(10);
        awaitBegun(Occasion.TICK, Occasion.FLAG, Occasion.TICK, Occasion.FLAG);
    }

    @Test
    void should_never_overlap_scans() throws Exception {
        started();
        permits.release(1_000_000);
        Thread waker = new Thread(() -> {
            for (int i = 0; i < 2000; i++) {
                scans.wake();
            }
        });
        waker.start();
        for (int i = 0; i < 2000; i++) {
            scans.tick(SOON);
        }
        waker.join();
        assertThat(begun.stream().filter(it -> it == Occasion.TICK)).hasSizeGreaterThanOrEqualTo(2000);
    }

    @Test
    void should_live_on_after_a_scan_that_failed() {
        started();
        result = () -> {
            throw new IllegalStateException("nobody has thought of this");
        };
        permits.release();
        scans.tick(SOON);
        result = Optional::empty;
        permits.release();
        scans.tick(SOON);
        awaitBegun(Occasion.TICK, Occasion.FLAG, Occasion.TICK, Occasion.TICK);
    }

    @Test
    void should_begin_no_scan_after_close() throws Exception {
        started();
        permits.release(10);
        scans.tick(SOON);
        scans.close();
        int before = begun.size();
        scans.tick(SOON);
        scans.wake();
        Files.createFile(folder.resolve("flag"));
        assertThat(begun).hasSize(before);
    }

    @Test
    void should_finish_a_scan_under_way_on_close() throws Exception {
        started();
        scans.tick(NOT_AT_ALL);
        awaitBegun(Occasion.TICK, Occasion.FLAG, Occasion.TICK);
        Thread ending = new Thread(scans::close);
        ending.start();
        await().atMost(SOON).until(() -> ending.getState() == Thread.State.TIMED_WAITING);
        permits.release();
        ending.join();
        assertThat(begun).hasSize(3);
    }

    @Test
    void should_wait_only_for_ticks_without_a_watch() throws Exception {
        scans = new Scans(this::scan, false, rests::incrementAndGet);
        scans.start();
        permits.release(10);
        scans.tick(SOON);
        scans.wake();
        Files.createFile(folder.resolve("flag"));
        scans.tick(SOON);
        assertThat(begun).containsExactly(Occasion.TICK, Occasion.TICK);
    }

    @Test
    void should_rest_once_when_nothing_is_requested() throws Exception {
        started();
        await().atMost(SOON).untilAsserted(() -> assertThat(rests).hasValue(1));
        Files.createFile(folder.resolve("other"));
        permits.release(10);
        scans.tick(SOON);
        await().atMost(SOON).untilAsserted(() -> assertThat(rests).hasValue(2));
    }

    @Test
    void should_rest_without_a_watch() {
        scans = new Scans(this::scan, false, rests::incrementAndGet);
        scans.start();
        permits.release(10);
        scans.tick(SOON);
        await().atMost(SOON).untilAsserted(() -> assertThat(rests).hasPositiveValue());
    }

    @Test
    void should_not_limit_the_scans_after_own_restarts() {
        started();
        permits.release(100);
        for (int i = 3; i < 50; i++) {
            scans.again();
            int count = i;
            await().atMost(Duration.ofMillis(900))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> begun.size() == count);
        }
    }

    @Test
    void should_scan_again_and_again_until_a_result_is_settled() {
        AtomicInteger looks = new AtomicInteger();
        result = () -> Optional.of(
                looks.incrementAndGet() < 4 ? new Look().ended("web").result() : look());
        scans.start();
        permits.release(100);
        scans.tick(SOON);
        await().atMost(SOON).untilAsserted(() -> assertThat(rests).hasPositiveValue());
        assertThat(looks).as("one more follows when the folder is watched").hasValue(5);
    }
}
