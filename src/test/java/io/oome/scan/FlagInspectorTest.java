package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.oome.scan.FlagFile.Absent;
import io.oome.scan.FlagFile.Present;
import io.oome.scan.FlagFile.Refused;
import io.oome.scan.FlagFile.Unseen;
import io.oome.scan.FlagInspector.Trusted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FlagInspectorTest {

    /** The process's user, and two others. */
    private static final int JAVA = 4711;

    private static final int MONITOR = 4712;
    private static final int STRANGER = 4713;

    @TempDir
    Path folder;

    private int self;

    @BeforeEach
    void find_our_uid() throws IOException {
        self = (int) Files.getAttribute(folder, "unix:uid");
    }

    @Test
    void should_see_a_flag() throws Exception {
        Path flag = Files.createFile(folder.resolve("flag"));
        Files.setLastModifiedTime(flag, FileTime.from(Instant.EPOCH));

        assertThat(present(flag).owner()).isEqualTo(self);
        assertThat(present(flag).id().changed()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
        assertThat(present(flag).names()).isEqualTo(FlagFile.Names.NOBODY);
    }

    @Test
    void should_distinguish_a_flag_from_its_touched_self_and_from_another() throws Exception {
        Path flag = Files.createFile(folder.resolve("flag"));
        FlagId before = present(flag).id();
        assertThat(present(flag).id()).isEqualTo(before);
        touch(flag, before);
        FlagId touched = present(flag).id();
        assertThat(touched).isNotEqualTo(before);
        assertThat(touched.inode()).isEqualTo(before.inode());

        Files.move(Files.createFile(folder.resolve("other")), flag, StandardCopyOption.REPLACE_EXISTING);
        assertThat(present(flag).id().inode()).isNotEqualTo(before.inode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"flag", "nowhere/flag", "file/flag", "fifo/flag"})
    void should_report_an_absent_flag(String path) throws Exception {
        Files.createFile(folder.resolve("file"));
        mkfifo(folder.resolve("fifo"));
        assertThat(look(folder.resolve(path))).isEqualTo(new Absent());
    }

    @Test
    void should_refuse_a_symbolic_link_wherever_it_leads() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        for (Path target : new Path[] {file, folder, Path.of("nowhere"), Path.of("/etc/shadow")}) {
            Path link = Files.createSymbolicLink(folder.resolve("link"), target);
            assertThat(look(link)).isEqualTo(new Refused(link + " is a symbolic link: a flag must be a regular file"));
            Files.delete(link);
        }
    }

    @Test
    void should_refuse_anything_but_a_regular_file() throws Exception {
        Path fifo = mkfifo(folder.resolve("fifo"));
        assertThat(look(fifo)).isEqualTo(new Refused(fifo + " is not a regular file"));
        assertThat(look(folder)).isEqualTo(new Refused(folder + " is a folder: remove it, or name a file in it"));
        assertThat(look(Path.of("/dev/null"))).isEqualTo(new Refused("/dev/null is not a regular file"));
    }

    @ParameterizedTest
    @EnumSource
    void should_refuse_a_kernel_file_whoever_named_it(FlagRule rule) throws Exception {
        Path file = Path.of("/proc/self/status");
        assertThat(new FlagInspector(self).look(new FlagPath(file, rule, file), user(self)))
                .isEqualTo(new Refused(file + " is a kernel file (/proc, /sys)"));
    }

    @Test
    void should_report_a_denied_look() throws Exception {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Path flag = Files.createFile(closed.resolve("flag"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isExecutable(closed), "root can look everywhere");
            assertThat(look(flag)).isEqualTo(new Unseen("no permission to look for " + flag));
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void should_report_a_loop_of_links() throws Exception {
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        Path flag = folder.resolve("loop/flag");
        assertThat(look(flag)).isInstanceOfSatisfying(Unseen.class, it -> assertThat(it.reason())
                .startsWith(flag + ": "));
    }

    /** No other user's file restarts a service, nor does root's if the process itself named the path. */
    @ParameterizedTest
    @CsvSource({
        "OPTION, 4711, 4711, true",
        "OPTION, 4711, 4712, false",
        "OPTION, 4711, , false",
        "OPTION, 4712, , true",
        "OPTION, 4712, 4711, true",
        "OPTION, 4713, 4711, false",
        "OPTION, 0, 4711, true",
        "OPTION, 0, , true",
        "CONFIGURATION, 4711, 4711, true",
        "CONFIGURATION, 4712, 4711, true",
        "CONFIGURATION, 4713, 4711, false",
        "CONFIGURATION, 0, 4711, true",
        "OOME_FILE, 4711, 4711, true",
        "OOME_FILE, 4712, 4711, false",
        "OOME_FILE, 4713, 4711, false",
        "OOME_FILE, 0, 4711, false",
        "OOME_FILE, 0, 0, true",
        "OOME_FILE, 4711, , false",
        "OOME_FILE, 4712, , false",
        "OOME_FILE, 0, , false",
        "HOMEDIR, 4711, 4711, true",
        "HOMEDIR, 0, 4711, false",
        "CWD, 4711, 4711, true",
        "CWD, 4712, 4711, false",
        "CWD, 0, 4711, false",
    })
    void should_trust_only_some_owners(FlagRule rule, int owner, Integer processUid, boolean present) throws Exception {
        FlagPath flag = path(ownedBy(owner), rule);
        FlagFile seen = new FlagInspector(MONITOR).look(flag, user(processUid));
        assertThat(seen).isInstanceOf(present ? Present.class : Refused.class);
    }

    /** Fault 12: under {@code runuser} the JVM's user differs from that of supervisord's child. */
    @Test
    void should_trust_the_user_of_a_descendant() throws Exception {
        FlagPath flag = path(ownedBy(STRANGER), FlagRule.OOME_FILE);
        FlagInspector inspector = new FlagInspector(MONITOR);
        assertThat(inspector.look(flag, new Trusted(() -> Optional.of(0), () -> Set.of(JAVA, STRANGER))))
                .isInstanceOf(Present.class);
        assertThat(inspector.look(flag, new Trusted(() -> Optional.of(0), () -> Set.of(JAVA))))
                .isInstanceOf(Refused.class);
    }

    @Test
    void should_not_search_descendants_if_the_process_itself_owns_the_flag() throws Exception {
        Trusted trusted = new Trusted(() -> Optional.of(self), () -> {
            throw new AssertionError("asked");
        });
        FlagPath flag = path(Files.createFile(folder.resolve("flag")), FlagRule.OOME_FILE);
        assertThat(new FlagInspector(self).look(flag, trusted)).isInstanceOf(Present.class);
    }

    @Test
    void should_say_how_to_create_a_flag_that_counts() throws Exception {
        Path flag = ownedBy(STRANGER);
        FlagInspector inspector = new FlagInspector(MONITOR);
        assertThat(inspector.look(path(flag, FlagRule.OOME_FILE), user(JAVA)))
                .isEqualTo(new Refused(flag + " belongs to uid " + STRANGER + ", which is not trusted for this process:"
                        + " create it as the process's user: docker exec -u " + JAVA + " … touch " + flag));
        assertThat(inspector.look(path(flag, FlagRule.OOME_FILE), user(null)))
                .isEqualTo(new Refused(flag + " belongs to uid " + STRANGER + ", which is not trusted for this process:"
                        + " the process's user is unknown; set oome-monitor.files to the flag's path"));
    }

    @Test
    void should_call_only_our_own_files_ours() throws Exception {
        Path flag = ownedBy(JAVA);
        assertThat(present(new FlagInspector(MONITOR), path(flag, FlagRule.OOME_FILE))
                        .ours())
                .isFalse();
        assertThat(present(new FlagInspector(0), path(flag, FlagRule.OOME_FILE)).ours())
                .isFalse();
    }

    /** Fault 15: a path of a process with another root can lead out of that root by the time of the deletion. */
    @Test
    void should_not_call_a_file_seen_through_another_root_ours() throws Exception {
        Path file = Files.createFile(folder.resolve("flag"));
        FlagPath through = new FlagPath(Path.of("/tmp/flag"), FlagRule.OOME_FILE, file);
        FlagInspector inspector = new FlagInspector(self);
        Present flag = (Present) inspector.look(through, user(self));
        assertThat(flag.ours()).isFalse();
        inspector.delete(through, flag);
        assertThat(file).exists();
    }

    @Test
    void should_delete_a_flag_that_is_ours_once() throws Exception {
        Path file = Files.createFile(folder.resolve("flag"));
        Present flag = oursAt(file);
        assertThat(inspector().isStillThere(path(file), flag.id())).isTrue();
        inspector().delete(path(file), flag);
        assertThat(file).doesNotExist();
        assertThat(inspector().isStillThere(path(file), flag.id())).isFalse();
        inspector().delete(path(file), flag);
    }

    @Test
    void should_not_delete_a_flag_that_is_not_ours() throws Exception {
        Path file = Files.createFile(folder.resolve("flag"));
        Present seen = oursAt(file);
        inspector().delete(path(file), new Present(seen.id(), seen.owner(), false, seen.names()));
        assertThat(file).exists();
    }

    @Test
    void should_not_delete_a_flag_touched_since() throws Exception {
        Path file = Files.createFile(folder.resolve("flag"));
        Present seen = oursAt(file);
        touch(file, seen.id());
        inspector().delete(path(file), seen);
        assertThat(file).exists();
    }

    @Test
    void should_delete_only_the_flag_that_was_seen() throws Exception {
        Path file = Files.createFile(folder.resolve("flag"));
        Present seen = oursAt(file);
        Path target = Files.move(file, folder.resolve("target"));
        Files.createSymbolicLink(file, target);
        inspector().delete(path(file), seen);
        assertThat(file).isSymbolicLink();
        assertThat(target).exists();

        Files.move(Files.writeString(folder.resolve("other"), "other"), file, StandardCopyOption.REPLACE_EXISTING);
        inspector().delete(path(file), seen);
        assertThat(file).hasContent("other");
    }

    @ParameterizedTest
    @CsvSource({"'42\n', 42", "42, 42", "' 42 \n', 42", "1, 1", "4194304, 4194304", "999999999, 999999999"})
    void should_read_the_pid_that_the_jvm_wrote(String content, int pid) throws Exception {
        assertThat(inspector().pidIn(path(Files.writeString(folder.resolve("flag"), content))))
                .hasValue(pid);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "0",
                "-1",
                "+1",
                "042",
                "4 2",
                "42\n43\n",
                "4294967296",
                "12345678901234567890",
                "out of memory",
                "java.lang.OutOfMemoryError: Java heap space",
                "٤٢",
                "42                   "
            })
    void should_read_no_pid_in_any_other_text(String content) throws Exception {
        assertThat(inspector().pidIn(path(Files.writeString(folder.resolve("flag"), content))))
                .isEmpty();
    }

    @Test
    void should_read_no_pid_in_a_huge_file() throws Exception {
        Path flag = Files.writeString(folder.resolve("flag"), "42" + "\n".repeat(10_000_000));
        assertThat(inspector().pidIn(path(flag))).isEmpty();
    }

    @Test
    void should_read_no_pid_from_anything_but_a_regular_file() throws Exception {
        Path flag = folder.resolve("flag");
        assertThat(inspector().pidIn(path(flag))).isEmpty();
        Files.createSymbolicLink(flag, Files.writeString(folder.resolve("target"), "42"));
        assertThat(inspector().pidIn(path(flag))).isEmpty();
        assertThat(inspector().pidIn(path(folder))).isEmpty();
    }

    @Test
    void should_not_wait_for_a_pid_in_a_fifo() throws Exception {
        assertThat(inspector().pidIn(path(mkfifo(folder.resolve("flag"))))).isEmpty();
    }

    private Path ownedBy(int uid) throws IOException {
        Path flag = Files.createFile(folder.resolve("flag"));
        assumeTrue(self == 0, "only root can give files away");
        Files.setAttribute(flag, "unix:uid", uid);
        return flag;
    }

    private FlagInspector inspector() {
        return new FlagInspector(self);
    }

    private Present oursAt(Path file) {
        Present flag = present(file);
        assertThat(flag.ours()).isTrue();
        return flag;
    }

    private Present present(Path flag) {
        return present(inspector(), path(flag));
    }

    private static Present present(FlagInspector inspector, FlagPath flag) {
        return (Present) inspector.look(flag, new Trusted(Optional::empty, () -> Set.of(0, JAVA, MONITOR, STRANGER)));
    }

    private static FlagFile look(Path flag) {
        return new FlagInspector(MONITOR).look(path(flag), user(JAVA));
    }

    private static Trusted user(Integer uid) {
        return new Trusted(() -> Optional.ofNullable(uid), Set::of);
    }

    private static FlagPath path(Path flag) {
        return path(flag, FlagRule.OPTION);
    }

    private static FlagPath path(Path flag, FlagRule rule) {
        return new FlagPath(flag, rule, flag);
    }

    /** Touches until the ctime differs: the kernel's clock has ticks of some milliseconds. */
    private void touch(Path flag, FlagId before) throws IOException {
        do {
            Files.setLastModifiedTime(flag, FileTime.from(Instant.now()));
        } while (present(flag).id().equals(before));
    }

    private static Path mkfifo(Path fifo) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        return fifo;
    }
}
