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

    private void tells() throws Exception {
        Future<?> told = scanner.submit(() -> {
            watch.await();
            return null;
        });
        told.get(10, TimeUnit.SECONDS);
        watch.beforeScan();
    }

    private void tellsNothing() throws Exception {
        Future<?> told = scanner.submit(() -> {
            watch.await();
            return null;
        });
        try {
            told.get(100, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            told.cancel(true);
            scanner.submit(() -> {}).get(10, TimeUnit.SECONDS);
            return;
        }
        throw new AssertionError("it told of something");
    }

    @Test
    void should_tell_of_a_flag_that_is_made() throws Exception {
        follow(folder.resolve("flag"));
        Files.createFile(folder.resolve("flag"));
        tells();
    }

    @Test
    void should_tell_of_a_flag_that_is_moved_into_its_place() throws Exception {
        Path fresh = Files.createFile(folder.resolve("fresh"));
        follow(folder.resolve("flag"));
        Files.move(fresh, folder.resolve("flag"));
        tells();
    }

    @Test
    void should_tell_of_a_flag_that_is_there_and_touched_again() throws Exception {
        Path flag = Files.createFile(folder.resolve("flag"));
        follow(flag);
        Files.setLastModifiedTime(flag, FileTime.fromMillis(0));
        tells();
    }

    @Test
    void should_not_tell_of_other_names() throws Exception {
        follow(folder.resolve("flag"));
        Files.createFile(folder.resolve("flag2"));
        Files.createDirectory(folder.resolve("fla"));
        tellsNothing();
    }

    @Test
    void should_have_a_flag_looked_for_once_more_when_its_folder_is_watched_anew() {
        assertThat(follow(folder.resolve("flag"))).isTrue();
        assertThat(follow(folder.resolve("flag"))).isFalse();
        assertThat(follow(folder.resolve("flag"), folder.resolve("other"))).isFalse();
    }

    @Test
    void should_look_once_more_when_what_is_there_may_have_been_touched_before() throws Exception {
        follow(folder.resolve("flag"));
        Path flag = Files.createFile(folder.resolve("flag"));
        assertThat(follow(flag)).isTrue();
        Files.delete(flag);
        assertThat(follow(flag)).isFalse();
    }

    @Test
    void should_not_tell_of_what_the_scan_will_see() throws Exception {
        follow(folder.resolve("flag"));
        Files.createFile(folder.resolve("flag"));
        tells();
        tellsNothing();
    }

    @Test
    void should_watch_for_a_folder_that_does_not_exist_yet() throws Exception {
        Path flag = folder.resolve("a/b/flag");
        follow(flag);
        Files.createDirectories(folder.resolve("a/b"));
        tells();
        assertThat(follow(flag)).isTrue();
        Files.createFile(flag);
        tells();
    }

    @Test
    void should_watch_a_folder_that_was_made_anew_before_it_is_looked_at() throws Exception {
        Path flag = folder.resolve("sub/flag");
        Files.createDirectory(folder.resolve("sub"));
        follow(flag);
        Files.delete(folder.resolve("sub"));
        Files.createDirectory(folder.resolve("sub"));
        tells();
        Files.createFile(flag);
        tells();
    }

    @Test
    void should_find_at_the_next_scan_that_a_folder_was_exchanged() throws Exception {
        Path flag = folder.resolve("sub/flag");
        Files.createDirectory(folder.resolve("sub"));
        follow(flag);
        Files.move(folder.resolve("sub"), folder.resolve("old"));
        Files.createDirectory(folder.resolve("sub"));
        assertThat(follow(flag)).isTrue();
        Files.createFile(flag);
        tells();
    }

    @Test
    void should_watch_one_folder_by_its_many_paths() throws Exception {
        Files.createDirectory(folder.resolve("sub"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("sub"));
        watch.follow(new Look()
                .at("web", folder.resolve("sub/web"))
                .at("api", link.resolve("api"))
                .result());
        Files.createFile(link.resolve("web"));
        tells();
        Files.createFile(folder.resolve("sub/api"));
        tells();
        watch.follow(new Look().at("api", link.resolve("api2")).result());
        Files.createFile(folder.resolve("sub/api2"));
        tells();
    }

    @Test
    void should_forget_what_is_nobodys_any_more() throws Exception {
        follow(folder.resolve("flag"));
        watch.follow(new Look().result());
        Files.createFile(folder.resolve("flag"));
        tellsNothing();
    }

    @Test
    void should_keep_what_was_not_looked_at() throws Exception {
        watch.follow(new Look()
                .at("web", folder.resolve("web"))
                .at("api", folder.resolve("api"))
                .result());
        assertThat(watch.follow(new Look().underWay("web").ended("api").result()))
                .isFalse();
        Files.createFile(folder.resolve("web"));
        tells();
        Files.createFile(folder.resolve("api"));
        tells();
    }

    @Test
    void should_watch_so_many_folders_of_a_process_and_no_more() throws Exception {
        Path[] flags = new Path[17];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = Files.createDirectory(folder.resolve("sub" + i)).resolve("flag");
        }
        follow(flags);
        Files.createFile(flags[16]);
        tellsNothing();
        Files.createFile(flags[15]);
        tells();
    }

    @Test
    void should_leave_a_busy_folder_alone_for_a_while() throws Exception {
        follow(folder.resolve("flag"));
        while (logged.lines().isEmpty()) {
            make(100);
            watch.beforeScan();
        }
        assertThat(logged.lines()).singleElement().asString().contains("are made in " + folder + ": flags");
        Files.createFile(folder.resolve("flag"));
        tellsNothing();

        now.addAndGet(Duration.ofSeconds(5).toNanos());
        tells();
        Files.delete(folder.resolve("flag"));
        Files.createFile(folder.resolve("flag"));
        tells();
    }

    private void make(int files) throws IOException {
        for (int i = 0; i < files; i++) {
            Files.delete(Files.createFile(folder.resolve("f" + i)));
        }
    }

    @Test
    void should_say_once_that_there_is_no_inotify_and_try_again() throws Exception {
        refused.set(true);
        assertThat(follow(folder.resolve("flag"))).isFalse();
        assertThat(follow(folder.resolve("flag"))).isFalse();
        assertThat(watch.isOpen()).isFalse();
        watch.beforeScan();
        assertThat(logged.lines())
                .containsExactly("WARN flags are found at ticks only, for inotify refuses us (User limit of inotify"
                        + " instances reached or too many open files): raise fs.inotify.max_user_instances, or say"
                        + " --no-watch");
        refused.set(false);
        assertThat(follow(folder.resolve("flag"))).isTrue();
        Files.createFile(folder.resolve("flag"));
        tells();
    }

    @Test
    void should_take_anything_for_a_folder_that_may_be_one_some_day() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        follow(file.resolve("flag"), loop.resolve("flag"), Path.of("/proc/0/root/flag"), Path.of("/flag"));
        assertThat(logged.lines()).isEmpty();
        Files.delete(file);
        Files.createDirectory(file);
        tells();
    }
}
