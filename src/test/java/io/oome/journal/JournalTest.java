package io.oome.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.LoggedLines;
import io.oome.journal.Restart.Cause;
import io.oome.journal.Restart.Origin;
import io.oome.scan.FlagId;
import io.oome.scan.FlagRule;
import io.oome.supervisor.Namespec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalTest {

    private static final Namespec WEB = Namespec.parse("web");
    private static final Namespec API = new Namespec("workers", "naïve/../日本語 %2F");
    private static final String SUPERVISORD = "supervisord";

    @TempDir
    Path temp;

    @RegisterExtension
    final LoggedLines logged = new LoggedLines(Journal.class);

    private final List<Journal> journals = new ArrayList<>();
    private final List<Process> monitors = new ArrayList<>();
    private Path state;
    private int uid;

    @BeforeEach
    void find_uid() throws IOException {
        state = temp.resolve("state");
        uid = (int) Files.getAttribute(temp, "unix:uid");
    }

    @AfterEach
    void end_all_monitors() throws Exception {
        for (Process monitor : monitors) {
            monitor.destroyForcibly().waitFor();
        }
        for (Journal journal : journals) {
            journal.close();
        }
    }

    private Journal journal() {
        return journal(state, SUPERVISORD);
    }

    private Journal journal(Path folder, String supervisord) {
        Journal journal = new Journal(new StateFolder(Optional.of(folder), uid), () -> supervisord);
        journals.add(journal);
        return journal;
    }

    private static Entry entry(Namespec process, int inode) {
        Cause cause = new Cause(new FlagId(1, inode, Instant.EPOCH), "/tmp/oome", FlagRule.OPTION);
        return Entry.empty(process).begin(Restart.claimed(cause, new Origin(71, Instant.EPOCH, 4711)));
    }

    @Test
    void should_give_the_next_monitor_what_was_written() {
        assertThat(journal().entries()).isEmpty();
        Journal dead = journal();
        assertThat(dead.write(entry(WEB, 1))).isTrue();
        assertThat(dead.write(entry(API, 2))).isTrue();

        assertThat(journal().entries()).isEqualTo(Map.of(WEB, entry(WEB, 1), API, entry(API, 2)));
        Journal next = journal();
        next.prepare();
        assertThat(next.entry(API)).isEqualTo(entry(API, 2));
        assertThat(next.entry(Namespec.parse("other"))).isEqualTo(Entry.empty(Namespec.parse("other")));
    }

    @Test
    void should_leave_only_entries_readable_by_us_alone() throws Exception {
        journal().write(entry(WEB, 1));
        journal().write(entry(WEB, 2));
        try (Stream<Path> files = Files.walk(state)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
        assertThat(Files.getPosixFilePermissions(state)).hasSize(3);
    }

    @Test
    void should_distinguish_processes_whose_names_are_too_long_for_a_file() {
        Namespec first = new Namespec("日".repeat(200), "a");
        Namespec second = new Namespec("日".repeat(200), "b");
        assertThat(journal().write(entry(first, 1))).isTrue();
        assertThat(journal().write(entry(second, 2))).isTrue();
        assertThat(journal().entries()).isEqualTo(Map.of(first, entry(first, 1), second, entry(second, 2)));
    }

    @Test
    void should_distinguish_the_processes_of_two_supervisords() {
        String first = "/srv$supervisord -c " + "/very/long".repeat(100) + "/a.conf";
        String second = "/srv$supervisord -c " + "/very/long".repeat(100) + "/b.conf";
        journal(state, first).write(entry(WEB, 1));
        assertThat(journal(state, second).entries()).isEmpty();
        assertThat(journal(state, first).entries()).containsOnlyKeys(WEB);
        assertThat(journal(state, first).lock(WEB)).isTrue();
        assertThat(journal(state, second).lock(WEB)).isTrue();
    }

    @Test
    void should_see_at_once_what_another_monitor_writes() {
        Journal ours = journal();
        Journal another = journal();
        for (int i = 0; i < 100; i++) {
            another.write(entry(WEB, i));
            assertThat(ours.entries()).isEqualTo(Map.of(WEB, entry(WEB, i)));
        }
    }

    @Test
    void should_see_what_another_monitor_writes_after_a_long_time_without_change() throws Exception {
        Journal ours = journal();
        Journal another = journal();
        another.write(entry(WEB, 1));
        letTheFolderSettle();
        ours.entries();
        ours.entries();
        another.write(entry(WEB, 2));
        assertThat(ours.entries()).isEqualTo(Map.of(WEB, entry(WEB, 2)));
    }

    @Test
    void should_not_read_an_unchanged_entry_again() throws Exception {
        Journal ours = journal();
        ours.write(entry(WEB, 1));
        letTheFolderSettle();
        ours.entries();
        Files.writeString(file(), "not written by a monitor");
        assertThat(ours.entries()).containsOnlyKeys(WEB);
        assertThat(journal().entries()).isEmpty();
    }

    /** Waits until the folder's time is older than any tick of the kernel's clock. */
    private void letTheFolderSettle() throws Exception {
        Instant changed = Files.getLastModifiedTime(file().getParent()).toInstant();
        while (Instant.now().isBefore(changed.plusMillis(100))) {
            Thread.sleep(10);
        }
    }

    /** The only entry. */
    private Path file() throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            return files.filter(it -> it.toString().endsWith(".entry"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void should_pass_over_anything_but_an_entry() throws Exception {
        journal().write(entry(WEB, 1));
        Path folder = file().getParent();
        Files.writeString(folder.resolve("torn.entry"), "oome_monitor 1\nprocess");
        Files.write(folder.resolve("binary.entry"), new byte[] {0, (byte) 0xff, '\n'});
        Files.writeString(folder.resolve("huge.entry"), "oome_monitor 1\n" + "x".repeat(1024 * 1024));
        Files.createDirectory(folder.resolve("folder.entry"));
        Files.writeString(folder.resolve("api.entry.new"), "oome_monitor 1\nprocess api\nend\n");
        assertThat(journal().entries()).isEqualTo(Map.of(WEB, entry(WEB, 1)));
    }

    @Test
    void should_not_write_through_a_link_named_like_its_new_file() throws Exception {
        Journal journal = journal();
        journal.write(entry(WEB, 1));
        Path precious = Files.writeString(temp.resolve("precious"), "precious");
        Files.createSymbolicLink(Path.of(file() + ".new"), precious);
        journal.write(entry(WEB, 2));
        assertThat(precious).hasContent("precious");
    }

    @Test
    void should_keep_in_memory_what_it_can_not_write_and_warn_once() throws Exception {
        Files.createFile(state);
        Journal journal = journal();
        assertThat(journal.write(entry(WEB, 1))).isFalse();
        assertThat(journal.write(entry(API, 2))).isFalse();

        assertThat(journal.entries()).isEqualTo(Map.of(WEB, entry(WEB, 1), API, entry(API, 2)));
        assertThat(journal.entry(WEB)).isEqualTo(entry(WEB, 1));
        assertThat(logged.lines()).singleElement().satisfies(it -> assertThat(it)
                .startsWith("WARN web: can't write the journal (")
                .contains(state.toString(), "check web by hand", "oome-monitor.state-dir"));
    }

    @Test
    void should_warn_once_before_the_first_restart_that_it_can_not_write() throws Exception {
        Files.createFile(state);
        Journal journal = journal();
        journal.prepare();
        journal.prepare();
        assertThat(logged.lines()).singleElement().satisfies(it -> assertThat(it)
                .startsWith("WARN can't write the journal (")
                .contains(state.toString(), "oome-monitor.state-dir"));
    }

    @Test
    void should_lock_in_memory_without_a_folder() throws Exception {
        Files.createFile(state);
        Journal journal = journal();
        assertThat(journal.lock(WEB)).isTrue();
        assertThat(journal.lock(WEB)).isFalse();
        assertThat(journal.isLockedByAnother(WEB)).isFalse();
        journal.unlock(WEB);
        assertThat(journal.lock(WEB)).isTrue();
    }

    @Test
    void should_write_again_as_soon_as_the_disk_allows() throws Exception {
        Files.createFile(state);
        Journal journal = journal();
        journal.write(entry(WEB, 1));
        Files.delete(state);
        assertThat(journal.write(entry(WEB, 2))).isTrue();
        assertThat(journal().entries()).isEqualTo(Map.of(WEB, entry(WEB, 2)));

        Files.delete(file());
        Files.delete(folderOfSupervisord());
        Files.delete(state);
        Files.createFile(state);
        assertThat(journal.write(entry(WEB, 3))).isFalse();
        assertThat(logged.lines()).hasSize(2);
    }

    private Path folderOfSupervisord() throws IOException {
        try (Stream<Path> folders = Files.list(state)) {
            return folders.findFirst().orElseThrow();
        }
    }

    @Test
    void should_find_a_folder_that_another_monitor_creates_later() {
        Journal dry = journal();
        assertThat(dry.entries()).isEmpty();
        journal().write(entry(WEB, 1));
        assertThat(dry.entries()).containsOnlyKeys(WEB);
        assertThat(state).exists();
    }

    @Test
    void should_create_no_folder_to_read() {
        journal().entries();
        journal().entry(WEB);
        assertThat(state).doesNotExist();
    }

    @Test
    void should_need_one_file_descriptor_for_all_locks() throws Exception {
        Journal journal = journal();
        journal.lock(WEB);
        long before = descriptors();
        for (int i = 0; i < 200; i++) {
            assertThat(journal.lock(Namespec.parse("web-" + i))).isTrue();
        }
        assertThat(descriptors()).isEqualTo(before);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.map(JournalTest::target)
                    .filter(it -> it.endsWith("/locks"))
                    .count();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void should_not_lock_an_entry_until_its_holder_ends() throws Exception {
        Process monitor = monitor(WEB);
        assertThat(tryLock(monitor)).isEqualTo("holds it");

        Journal journal = journal();
        assertThat(journal.isLockedByAnother(WEB)).isTrue();
        assertThat(journal.lock(WEB)).isFalse();
        assertThat(journal.isLockedByAnother(API)).isFalse();
        assertThat(journal.lock(API)).isTrue();

        monitor.destroyForcibly().waitFor();
        assertThat(journal.isLockedByAnother(WEB)).isFalse();
        assertThat(journal.lock(WEB)).isTrue();
    }

    /** The kernel drops all of a process's locks on a file when the process closes any descriptor of it (fcntl(2)). */
    @Test
    void should_hold_its_lock_whatever_else_it_reads() throws Exception {
        Journal journal = journal();
        assertThat(journal.lock(WEB)).isTrue();
        journal.lock(API);
        journal.write(entry(API, 1));
        journal.entries();
        journal.entry(WEB);
        journal.isLockedByAnother(WEB);
        journal.isLockedByAnother(Namespec.parse("other"));
        journal.unlock(API);

        Process monitor = monitor(WEB);
        assertThat(tryLock(monitor)).isEqualTo("refused");
        journal.unlock(WEB);
        assertThat(tryLock(monitor)).isEqualTo("holds it");
    }

    @Test
    void should_give_the_lock_to_only_one_of_several_monitors() throws Exception {
        List<Process> all = List.of(monitor(WEB), monitor(WEB), monitor(WEB));
        for (Process monitor : all) {
            monitor.outputWriter().append('\n').flush();
        }
        List<String> answers = new ArrayList<>();
        for (Process monitor : all) {
            answers.add(monitor.inputReader().readLine());
        }
        assertThat(answers).containsExactlyInAnyOrder("holds it", "refused", "refused");
    }

    /** A monitor, started and ready. */
    private Process monitor(Namespec process) throws IOException {
        Process monitor = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherMonitor.class.getName(),
                        state.toString(),
                        process.qualified())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        monitors.add(monitor);
        assertThat(monitor.inputReader().readLine()).isEqualTo("ready");
        return monitor;
    }

    private static String tryLock(Process monitor) throws IOException {
        monitor.outputWriter().append('\n').flush();
        return monitor.inputReader().readLine();
    }
}
