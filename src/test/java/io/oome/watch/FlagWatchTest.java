package io.oome.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.LoggedLines;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** With the kernel's inotify. */
@Timeout(30)
class FlagWatchTest {

    @RegisterExtension
    final LoggedLines logged = new LoggedLines(FlagWatch.class);

    @TempDir
    private Path folder;

    private final AtomicLong now = new AtomicLong();
    private final AtomicBoolean refused = new AtomicBoolean();
    private final ExecutorService scanner = Executors.newSingleThreadExecutor();
    private final FlagWatch watch = new FlagWatch(
            () -> {
                if (refused.get()) {
                    throw new IOException("User limit of inotify instances reached or too many open files");
                }
                return FileSystems.getDefault().newWatchService();
            },
            now::get);

    @AfterEach
    void close() {
        scanner.shutdownNow();
        watch.close();
    }

    private boolean follow(Path... flags) {
        return watch.follow(new Look().at("web", flags).result());
    }

    private void reports() throws Exception {
        Future<?> told = scanner.submit(() -> {
            watch.await(Duration.ofMinutes(1));
            return null;
        });
        told.get(10, TimeUnit.SECONDS);
        watch.beforeScan();
    }

    private void reportsNothing() throws Exception {
        Future<?> told = scanner.submit(() -> {
            watch.await(Duration.ofMinutes(1));
            return null;
        });
        try {
            told.get(100, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            told.cancel(true);
            scanner.submit(() -> {}).get(10, TimeUnit.SECONDS);
            return;
        }
        throw new AssertionError("it reported something");
    }

    @Test
    void should_report_a_flag_that_is_made() throws Exception {
        follow(folder.resolve("flag"));
        Files.createFile(folder.resolve("flag"));
        reports();
    }

    @Test
    void should_report_a_flag_that_is_moved_into_place() throws Exception {
        Path fresh = Files.createFile(folder.resolve("fresh"));
        follow(folder.resolve("flag"));
        Files.move(fresh, folder.resolve("flag"));
        reports();
    }

    @Test
    void should_report_an_existing_flag_that_is_touched() throws Exception {
        Path flag = Files.createFile(folder.resolve("flag"));
        follow(flag);
        Files.setLastModifiedTime(flag, FileTime.fromMillis(0));
        reports();
    }

    @Test
    void should_not_report_other_names() throws Exception {
        follow(folder.resolve("flag"));
        Files.createFile(folder.resolve("flag2"));
        Files.createDirectory(folder.resolve("fla"));
        reportsNothing();
    }

    @Test
    void should_ask_for_another_scan_when_it_begins_to_watch_a_folder() {
        assertThat(follow(folder.resolve("flag"))).isTrue();
        assertThat(follow(folder.resolve("flag"))).isFalse();
        assertThat(follow(folder.resolve("flag"), folder.resolve("other"))).isFalse();
    }

    @Test
    void should_ask_for_another_scan_when_an_existing_file_may_have_been_touched_before() throws Exception {
        follow(folder.resolve("flag"));
        Path flag = Files.createFile(folder.resolve("flag"));
        assertThat(follow(flag)).isTrue();
        Files.delete(flag);
        assertThat(follow(flag)).isFalse();
    }

    @Test
    void should_not_report_what_the_coming_scan_sees() throws Exception {
        follow(folder.resolve("flag"));
        Files.createFile(folder.resolve("flag"));
        reports();
        reportsNothing();
    }

    @Test
    void should_watch_for_a_folder_that_does_not_exist_yet() throws Exception {
        Path flag = folder.resolve("a/b/flag");
        follow(flag);
        Files.createDirectories(folder.resolve("a/b"));
        reports();
        assertThat(follow(flag)).isTrue();
        Files.createFile(flag);
        reports();
    }

    @Test
    void should_watch_a_recreated_folder_before_it_is_scanned() throws Exception {
        Path flag = folder.resolve("sub/flag");
        Files.createDirectory(folder.resolve("sub"));
        follow(flag);
        Files.delete(folder.resolve("sub"));
        Files.createDirectory(folder.resolve("sub"));
        reports();
        Files.createFile(flag);
        reports();
    }

    @Test
    void should_notice_a_replaced_folder_at_the_next_scan() throws Exception {
        Path flag = folder.resolve("sub/flag");
        Files.createDirectory(folder.resolve("sub"));
        follow(flag);
        Files.move(folder.resolve("sub"), folder.resolve("old"));
        Files.createDirectory(folder.resolve("sub"));
        assertThat(follow(flag)).isTrue();
        Files.createFile(flag);
        reports();
    }

    @Test
    void should_watch_a_folder_with_several_paths_once() throws Exception {
        Files.createDirectory(folder.resolve("sub"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("sub"));
        watch.follow(new Look()
                .at("web", folder.resolve("sub/web"))
                .at("api", link.resolve("api"))
                .result());
        Files.createFile(link.resolve("web"));
        reports();
        Files.createFile(folder.resolve("sub/api"));
        reports();
        watch.follow(new Look().at("api", link.resolve("api2")).result());
        Files.createFile(folder.resolve("sub/api2"));
        reports();
    }

    @Test
    void should_forget_the_flags_of_removed_processes() throws Exception {
        follow(folder.resolve("flag"));
        watch.follow(new Look().result());
        Files.createFile(folder.resolve("flag"));
        reportsNothing();
    }

    @Test
    void should_keep_the_flags_of_processes_that_a_scan_skips() throws Exception {
        watch.follow(new Look()
                .at("web", folder.resolve("web"))
                .at("api", folder.resolve("api"))
                .result());
        assertThat(watch.follow(new Look().underWay("web").ended("api").result()))
                .isFalse();
        Files.createFile(folder.resolve("web"));
        reports();
        Files.createFile(folder.resolve("api"));
        reports();
    }

    @Test
    void should_watch_no_more_than_so_many_folders_of_a_process() throws Exception {
        Path[] flags = new Path[17];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = Files.createDirectory(folder.resolve("sub" + i)).resolve("flag");
        }
        follow(flags);
        Files.createFile(flags[16]);
        reportsNothing();
        Files.createFile(flags[15]);
        reports();
    }

    @Test
    void should_leave_a_busy_folder_alone_for_a_while() throws Exception {
        follow(folder.resolve("flag"));
        while (logged.lines().isEmpty()) {
            make(100);
            watch.beforeScan();
        }
        assertThat(logged.lines()).singleElement().asString().contains("events a second in " + folder + ": checking");
        Files.createFile(folder.resolve("flag"));
        reportsNothing();

        now.addAndGet(Duration.ofSeconds(5).toNanos());
        reports();
        Files.delete(folder.resolve("flag"));
        Files.createFile(folder.resolve("flag"));
        reports();
    }

    private void make(int files) throws IOException {
        for (int i = 0; i < files; i++) {
            Files.delete(Files.createFile(folder.resolve("f" + i)));
        }
    }

    @Test
    void should_warn_once_without_inotify_and_retry() throws Exception {
        refused.set(true);
        assertThat(follow(folder.resolve("flag"))).isFalse();
        assertThat(follow(folder.resolve("flag"))).isFalse();
        assertThat(watch.isOpen()).isFalse();
        watch.beforeScan();
        assertThat(logged.lines())
                .containsExactly("WARN no inotify, flags are found only at ticks (User limit of inotify"
                        + " instances reached or too many open files): raise fs.inotify.max_user_instances, or set"
                        + " --no-watch");
        refused.set(false);
        assertThat(follow(folder.resolve("flag"))).isTrue();
        Files.createFile(folder.resolve("flag"));
        reports();
    }

    @Test
    void should_wait_for_a_file_or_a_link_to_become_a_folder() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        follow(file.resolve("flag"), loop.resolve("flag"), Path.of("/proc/0/root/flag"), Path.of("/flag"));
        assertThat(logged.lines()).isEmpty();
        Files.delete(file);
        Files.createDirectory(file);
        reports();
    }
}
