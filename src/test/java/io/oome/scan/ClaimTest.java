package io.oome.scan;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.oome.scan.Sighting.Present;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ClaimTest {

    @TempDir
    Path folder;

    private FlagPath flag;

    @BeforeEach
    void leave_a_flag() throws IOException {
        flag = new FlagPath(folder.resolve("oome"), FlagRule.OPTION, folder.resolve("oome"));
        Files.writeString(flag.path(), "42\n");
    }

    @Test
    void should_rename_the_flag_that_it_takes() throws Exception {
        Present seen = seen(flag.path());
        try (Claim claim = Claim.take(flag, seen).orElseThrow()) {
            assertThat(claim).isNotNull();
            assertThat(flag.path()).doesNotExist();
            assertThat(flag.claim()).hasContent("42");
            assertThat(seen(flag.claim()).key()).isEqualTo(seen.key());
        }
        assertThat(flag.claim()).exists();
    }

    @Test
    void should_delete_the_claim_that_is_fulfilled() throws Exception {
        Claim.take(flag, seen(flag.path())).orElseThrow().fulfil();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void should_give_the_flag_to_one_of_many() throws Exception {
        Present seen = seen(flag.path());
        List<Claim> winners = IntStream.range(0, 50)
                .parallel()
                .mapToObj(i -> take(seen))
                .flatMap(Optional::stream)
                .toList();
        assertThat(winners).hasSize(1);
        assertThat(takeOver()).isEmpty();
        winners.get(0).close();
    }

    @Test
    void should_be_taken_over_once_it_was_left() throws Exception {
        Claim claim = Claim.take(flag, seen(flag.path())).orElseThrow();
        assertThat(takeOver()).isEmpty();
        claim.close();
        Claim again = takeOver().orElseThrow();
        assertThat(takeOver()).isEmpty();
        again.fulfil();
        assertThat(flag.claim()).doesNotExist();
    }

    @Test
    void should_not_take_a_flag_that_is_gone() throws Exception {
        Present seen = seen(flag.path());
        Files.delete(flag.path());
        assertThat(Claim.take(flag, seen)).isEmpty();
        assertThat(Claim.takeOver(flag, seen)).isEmpty();
    }

    @Test
    void should_not_take_a_flag_whose_directory_is_gone() throws Exception {
        FlagPath deep = new FlagPath(folder.resolve("x/oome"), FlagRule.OPTION, folder.resolve("x/oome"));
        assertThat(Claim.take(deep, seen(flag.path()))).isEmpty();
    }

    @Test
    void should_not_take_another_flag_than_was_seen() throws Exception {
        Present seen = seen(flag.path());
        Files.move(Files.writeString(folder.resolve("other"), "other"), flag.path(), REPLACE_EXISTING);
        assertThat(Claim.take(flag, seen)).isEmpty();
        assertThat(flag.path()).hasContent("other");
        assertThat(flag.claim()).doesNotExist();
    }

    @Test
    void should_not_follow_a_symbolic_link_that_was_swapped_in() throws Exception {
        Present seen = seen(flag.path());
        Path target = Files.move(flag.path(), folder.resolve("target"));
        Files.createSymbolicLink(flag.path(), target);
        assertThat(Claim.take(flag, seen)).isEmpty();
        assertThat(flag.path()).isSymbolicLink();
        assertThat(target).hasContent("42");
    }

    @Test
    void should_not_block_on_a_fifo_that_was_swapped_in() throws Exception {
        Present seen = seen(flag.path());
        Files.move(flag.path(), folder.resolve("elsewhere"));
        mkfifo(flag.path());
        assertThat(Claim.take(flag, seen)).isEmpty();
        assertThat(flag.claim()).doesNotExist();
    }

    @Test
    void should_not_take_a_directory_that_was_swapped_in() throws Exception {
        Present seen = seen(flag.path());
        Files.move(flag.path(), folder.resolve("elsewhere"));
        Files.createDirectory(flag.path());
        assertThat(Claim.take(flag, seen)).isEmpty();
        assertThat(flag.path()).isDirectory();
    }

    @Test
    void should_not_replace_what_has_the_name_of_the_claim() throws Exception {
        Files.writeString(flag.claim(), "precious");
        Present seen = seen(flag.path());
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> Claim.take(flag, seen));
        assertThat(flag.path()).hasContent("42");
        assertThat(flag.claim()).hasContent("precious");
    }

    @Test
    void should_let_go_of_a_flag_that_can_not_be_renamed() throws Exception {
        Path name = folder.resolve("x".repeat(250));
        FlagPath tooLong = new FlagPath(name, FlagRule.OPTION, Files.createFile(name));
        Present seen = seen(name);
        assertThatIOException().isThrownBy(() -> Claim.take(tooLong, seen));
        assertThatIOException().isThrownBy(() -> Claim.take(tooLong, seen));
        assertThat(name).exists();
    }

    @Test
    void should_say_that_a_flag_in_a_read_only_directory_can_not_be_renamed() throws Exception {
        Present seen = seen(flag.path());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
        try {
            assumeFalse(Files.isWritable(folder), "root may write everywhere");
            assertThatIOException().isThrownBy(() -> Claim.take(flag, seen));
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        assertThat(flag.path()).exists();
    }

    @Test
    void should_delete_a_stale_flag() throws Exception {
        Present seen = seen(flag.path());
        Claim.delete(flag, seen);
        assertThat(flag.path()).doesNotExist();
        Claim.delete(flag, seen);
    }

    @Test
    void should_delete_nothing_but_what_was_seen() throws Exception {
        Present seen = seen(flag.path());
        Files.move(Files.writeString(folder.resolve("other"), "other"), flag.path(), REPLACE_EXISTING);
        Claim.delete(flag, seen);
        assertThat(flag.path()).hasContent("other");

        Path target = Files.move(flag.path(), folder.resolve("target"));
        Present targetSeen = seen(target);
        Files.createSymbolicLink(flag.path(), target);
        Claim.delete(flag, targetSeen);
        assertThat(flag.path()).isSymbolicLink();
        assertThat(target).exists();
    }

    @Test
    void should_fulfil_nothing_but_its_own_file() throws Exception {
        Claim claim = Claim.take(flag, seen(flag.path())).orElseThrow();
        Files.move(Files.writeString(folder.resolve("other"), "other"), flag.claim(), REPLACE_EXISTING);
        claim.fulfil();
        assertThat(flag.claim()).hasContent("other");
        takeOver().orElseThrow().close();
    }

    @Test
    void should_be_fulfilled_where_somebody_has_tidied_up() throws Exception {
        Claim claim = Claim.take(flag, seen(flag.path())).orElseThrow();
        Files.delete(flag.claim());
        claim.fulfil();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void should_leave_a_new_flag_alone_while_the_old_one_is_claimed() throws Exception {
        try (Claim claim = Claim.take(flag, seen(flag.path())).orElseThrow()) {
            Files.writeString(flag.path(), "43\n");
            claim.fulfil();
        }
        assertThat(flag.path()).hasContent("43");
        assertThat(flag.claim()).doesNotExist();
    }

    private Optional<Claim> take(Present seen) {
        try {
            return Claim.take(flag, seen);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Optional<Claim> takeOver() throws IOException {
        return Claim.takeOver(flag, seen(flag.claim()));
    }

    static Present seen(Path file) throws IOException {
        int owner = (int) Files.getAttribute(file, "unix:uid");
        return (Present) new FlagInspector(owner).look(file, FlagRule.OPTION, Optional.empty());
    }

    static void mkfifo(Path fifo) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
    }
}
