package io.oome.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StateFolderTest {

    private static final int STRANGER = 4711;

    /** The root of all paths. */
    @TempDir
    Path files;

    private Path tmp;
    private Path shm;
    private int self;

    @BeforeEach
    void lay_out() throws IOException {
        tmp = Files.createDirectory(files.resolve("tmp"));
        shm = Files.createDirectories(files.resolve("dev/shm"));
        self = (int) Files.getAttribute(files, "unix:uid");
    }

    private StateFolder folder() {
        return new StateFolder(Optional.empty(), self, files);
    }

    /** A read-only root file system, for root. */
    private StateFolder withoutRun() throws IOException {
        Path run = files.resolve("run");
        if (Files.notExists(run)) {
            Files.createFile(run);
        }
        return folder();
    }

    private Path prefixed(Path parent, String suffix) {
        return parent.resolve("oome_monitor-" + self + suffix);
    }

    private static void assertPrivate(Path folder) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void should_be_below_run_for_root() throws Exception {
        assumeTrue(self == 0, "only for root");
        assertThat(folder().find()).isEmpty();
        Path created = folder().create();
        assertThat(created).isEqualTo(files.resolve("run/oome_monitor"));
        assertPrivate(created);
        assertThat(folder().find()).hasValue(created);
        assertThat(tmp).isEmptyDirectory();
    }

    @Test
    void should_be_below_tmp_if_run_is_not_writable() throws Exception {
        assertThat(withoutRun().find()).isEmpty();
        Path created = withoutRun().create();
        assertThat(created).isEqualTo(prefixed(tmp, ""));
        assertPrivate(created);
        assertThat(withoutRun().find()).hasValue(created);
        assertThat(withoutRun().create()).isEqualTo(created);
    }

    @Test
    void should_be_below_dev_shm_if_tmp_is_not_writable_either() throws Exception {
        Files.delete(tmp);
        Path created = withoutRun().create();
        assertThat(created).isEqualTo(prefixed(shm, ""));
        assertThat(withoutRun().find()).hasValue(created);
    }

    @Test
    void should_name_every_place_that_failed() throws Exception {
        Files.delete(tmp);
        Files.delete(shm);
        assertThatThrownBy(() -> withoutRun().create())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        self == 0 ? files.resolve("run").toString() : "", tmp.toString(), shm.toString());
    }

    @Test
    void should_be_only_the_configured_one() throws Exception {
        Path configured = files.resolve("a/b");
        StateFolder folder = new StateFolder(Optional.of(configured), self, files);
        assertThat(folder.find()).isEmpty();
        assertThat(folder.create()).isEqualTo(configured);
        assertPrivate(configured);
        assertThat(folder.find()).hasValue(configured);
    }

    @Test
    void should_not_replace_the_configured_one() throws Exception {
        withoutRun().create();
        Path configured = Files.createFile(files.resolve("file"));
        StateFolder folder = new StateFolder(Optional.of(configured), self, files);
        assertThat(folder.find()).isEmpty();
        assertThatThrownBy(folder::create).isInstanceOf(IOException.class).hasMessageContaining(configured.toString());
    }

    @Test
    void should_not_use_a_configured_folder_that_others_can_write_to() throws Exception {
        Path configured = writableByOthers(files.resolve("open"));
        StateFolder folder = new StateFolder(Optional.of(configured), self, files);
        assertThat(folder.find()).isEmpty();
        assertThatThrownBy(folder::create).isInstanceOf(IOException.class).hasMessageContaining(configured.toString());
        assertThat(folder.find()).isEmpty();
    }

    /** Fault 3: any user can take the name first. */
    @Test
    void should_not_use_another_users_folder() throws Exception {
        assumeTrue(self == 0, "only root can give files away");
        Path squatted = Files.createDirectory(prefixed(tmp, ""));
        Files.setAttribute(squatted, "unix:uid", STRANGER);
        assertAnotherThan(squatted);
    }

    @Test
    void should_not_use_a_folder_that_others_can_write_to() throws Exception {
        assertAnotherThan(writableByOthers(prefixed(tmp, "")));
    }

    @Test
    void should_not_use_a_file() throws Exception {
        assertAnotherThan(Files.createFile(prefixed(tmp, "")));
    }

    /** Fault 16 */
    @Test
    void should_neither_follow_a_link_nor_create_anything_in_its_target() throws Exception {
        Path target = Files.createDirectory(files.resolve("target"));
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
        assertAnotherThan(Files.createSymbolicLink(prefixed(tmp, ""), target));
        assertThat(target).isEmptyDirectory();
    }

    /** The next monitor finds the new folder, too. */
    private void assertAnotherThan(Path squatted) throws IOException {
        Path created = withoutRun().create();
        assertThat(created).isNotEqualTo(squatted);
        assertThat(created.getFileName().toString()).startsWith("oome_monitor-" + self + "-");
        assertPrivate(created);
        assertThat(withoutRun().find()).hasValue(created);
        assertThat(withoutRun().create()).isEqualTo(created);
        assertThat(shm).isEmptyDirectory();
    }

    @Test
    void should_be_the_same_for_all_monitors_if_two_exist() throws Exception {
        for (String suffix : new String[] {"-b", "-a", "-c"}) {
            Files.createDirectory(prefixed(tmp, suffix));
        }
        assertThat(withoutRun().find()).hasValue(prefixed(tmp, "-a"));
        assertThat(withoutRun().create()).isEqualTo(prefixed(tmp, "-a"));
    }

    @Test
    void should_not_be_that_of_a_user_whose_uid_begins_with_ours() throws Exception {
        Files.createDirectory(tmp.resolve("oome_monitor-" + self + "1"));
        Files.createDirectory(tmp.resolve("oome_monitor-" + self + "1-a"));
        assertThat(withoutRun().find()).isEmpty();
    }

    private static Path writableByOthers(Path folder) throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        return folder;
    }
}
