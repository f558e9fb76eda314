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

    /** What stands for /. */
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
        Path made = folder().make();
        assertThat(made).isEqualTo(files.resolve("run/oome_monitor"));
        assertPrivate(made);
        assertThat(folder().find()).hasValue(made);
        assertThat(tmp).isEmptyDirectory();
    }

    @Test
    void should_be_below_tmp_where_run_can_not_be_written_to() throws Exception {
        assertThat(withoutRun().find()).isEmpty();
        Path made = withoutRun().make();
        assertThat(made).isEqualTo(prefixed(tmp, ""));
        assertPrivate(made);
        assertThat(withoutRun().find()).hasValue(made);
        assertThat(withoutRun().make()).isEqualTo(made);
    }

    @Test
    void should_be_below_dev_shm_where_tmp_can_not_be_written_to_either() throws Exception {
        Files.delete(tmp);
        Path made = withoutRun().make();
        assertThat(made).isEqualTo(prefixed(shm, ""));
        assertThat(withoutRun().find()).hasValue(made);
    }

    @Test
    void should_say_which_places_were_tried_in_vain() throws Exception {
        Files.delete(tmp);
        Files.delete(shm);
        assertThatThrownBy(() -> withoutRun().make())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        self == 0 ? files.resolve("run").toString() : "", tmp.toString(), shm.toString());
    }

    @Test
    void should_be_the_configured_one_and_no_other() throws Exception {
        Path configured = files.resolve("a/b");
        StateFolder folder = new StateFolder(Optional.of(configured), self, files);
        assertThat(folder.find()).isEmpty();
        assertThat(folder.make()).isEqualTo(configured);
        assertPrivate(configured);
        assertThat(folder.find()).hasValue(configured);
    }

    @Test
    void should_not_take_another_than_the_configured_one() throws Exception {
        withoutRun().make();
        Path configured = Files.createFile(files.resolve("file"));
        StateFolder folder = new StateFolder(Optional.of(configured), self, files);
        assertThat(folder.find()).isEmpty();
        assertThatThrownBy(folder::make).isInstanceOf(IOException.class).hasMessageContaining(configured.toString());
    }

    @Test
    void should_not_take_a_configured_folder_that_others_may_write_to() throws Exception {
        Path configured = writableByOthers(files.resolve("open"));
        StateFolder folder = new StateFolder(Optional.of(configured), self, files);
        assertThat(folder.find()).isEmpty();
        assertThatThrownBy(folder::make).isInstanceOf(IOException.class).hasMessageContaining(configured.toString());
        assertThat(folder.find()).isEmpty();
    }

    /** Fault 3: anybody may take the name beforehand. */
    @Test
    void should_not_take_a_folder_of_somebody_else() throws Exception {
        assumeTrue(self == 0, "only root may give files away");
        Path squatted = Files.createDirectory(prefixed(tmp, ""));
        Files.setAttribute(squatted, "unix:uid", STRANGER);
        assertAnotherThan(squatted);
    }

    @Test
    void should_not_take_a_folder_that_others_may_write_to() throws Exception {
        assertAnotherThan(writableByOthers(prefixed(tmp, "")));
    }

    @Test
    void should_not_take_a_file() throws Exception {
        assertAnotherThan(Files.createFile(prefixed(tmp, "")));
    }

    /** Fault 16 */
    @Test
    void should_neither_follow_a_link_nor_make_anything_in_its_target() throws Exception {
        Path target = Files.createDirectory(files.resolve("target"));
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
        assertAnotherThan(Files.createSymbolicLink(prefixed(tmp, ""), target));
        assertThat(target).isEmptyDirectory();
    }

    /** And it is found again by whoever comes next. */
    private void assertAnotherThan(Path squatted) throws IOException {
        Path made = withoutRun().make();
        assertThat(made).isNotEqualTo(squatted);
        assertThat(made.getFileName().toString()).startsWith("oome_monitor-" + self + "-");
        assertPrivate(made);
        assertThat(withoutRun().find()).hasValue(made);
        assertThat(withoutRun().make()).isEqualTo(made);
        assertThat(shm).isEmptyDirectory();
    }

    @Test
    void should_be_the_same_for_all_monitors_where_there_are_two_of_ours() throws Exception {
        for (String suffix : new String[] {"-b", "-a", "-c"}) {
            Files.createDirectory(prefixed(tmp, suffix));
        }
        assertThat(withoutRun().find()).hasValue(prefixed(tmp, "-a"));
        assertThat(withoutRun().make()).isEqualTo(prefixed(tmp, "-a"));
    }

    @Test
    void should_not_be_that_of_another_user_whose_number_begins_alike() throws Exception {
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
