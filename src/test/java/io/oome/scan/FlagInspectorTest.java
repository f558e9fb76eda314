package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.oome.scan.Sighting.Absent;
import io.oome.scan.Sighting.Present;
import io.oome.scan.Sighting.Refused;
import io.oome.scan.Sighting.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FlagInspectorTest {

    /** The owner of the flag, if we may give files away, and two who are not. */
    private static final int JAVA = 4711;

    private static final int MONITOR = 4712;
    private static final int STRANGER = 4713;

    @TempDir
    Path folder;

    @Test
    void should_see_a_flag() throws Exception {
        Path flag = Files.createFile(folder.resolve("flag"));
        int owner = (int) Files.getAttribute(flag, "unix:uid");
        Files.setLastModifiedTime(flag, FileTime.from(Instant.EPOCH));

        Sighting sighting = new FlagInspector(owner).look(flag, FlagRule.OPTION, Optional.empty());

        assertThat(sighting).isInstanceOfSatisfying(Present.class, it -> {
            assertThat(it.owner()).isEqualTo(owner);
            assertThat(it.changed()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
            assertThat(it.key()).isNotNull();
        });
    }

    @Test
    void should_tell_one_file_from_another_with_the_same_name() throws Exception {
        Path flag = Files.createFile(folder.resolve("flag"));
        Object before = present(flag).key();
        Files.setLastModifiedTime(flag, FileTime.from(Instant.EPOCH));
        assertThat(present(flag).key()).isEqualTo(before);
        Files.move(Files.createFile(folder.resolve("other")), folder.resolve("other2"));
        assertThat(present(folder.resolve("other2")).key()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flag", "nowhere/flag", "file/flag"})
    void should_see_that_there_is_none(String path) throws Exception {
        Files.createFile(folder.resolve("file"));
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
    void should_refuse_what_is_no_regular_file() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        assertThat(look(fifo)).isEqualTo(new Refused(fifo + " is not a regular file"));
        assertThat(look(folder)).isEqualTo(new Refused(folder + " is not a regular file"));
        assertThat(look(Path.of("/dev/null"))).isEqualTo(new Refused("/dev/null is not a regular file"));
    }

    @ParameterizedTest
    @EnumSource
    void should_refuse_a_file_of_the_kernels_whoever_named_it(FlagRule rule) throws Exception {
        Path file = Path.of("/proc/self/status");
        int owner = (int) Files.getAttribute(file, "unix:uid");
        assertThat(new FlagInspector(owner).look(file, rule, Optional.of(owner)))
                .isEqualTo(new Refused(file + " is a file of the kernel's"));
    }

    @Test
    void should_say_that_we_may_not_look() throws Exception {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Path flag = Files.createFile(closed.resolve("flag"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isExecutable(closed), "root may look everywhere");
            assertThat(look(flag)).isEqualTo(new Unreadable("no permission to look for " + flag));
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void should_say_that_the_way_there_is_a_circle() throws Exception {
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        Path flag = folder.resolve("loop/flag");
        assertThat(look(flag)).isInstanceOfSatisfying(Unreadable.class, it -> assertThat(it.reason())
                .startsWith(flag + ": "));
    }

    /** Nobody else's file restarts a service, and root's neither where the process itself names the path. */
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
    void should_let_only_some_speak_for_the_process(FlagRule rule, int owner, Integer processUid, boolean present)
            throws Exception {
        Path flag = ownedBy(owner);
        Sighting sighting = new FlagInspector(MONITOR).look(flag, rule, Optional.ofNullable(processUid));
        assertThat(sighting).isInstanceOf(present ? Present.class : Refused.class);
    }

    @Test
    void should_say_how_to_make_a_flag_that_counts() throws Exception {
        Path flag = ownedBy(STRANGER);
        FlagInspector inspector = new FlagInspector(MONITOR);
        assertThat(inspector.look(flag, FlagRule.OOME_FILE, Optional.of(JAVA)))
                .isEqualTo(new Refused(flag + " belongs to uid " + STRANGER + ", who may not speak for this process:"
                        + " make it as the process' user: docker exec -u " + JAVA + " … touch " + flag));
        assertThat(inspector.look(flag, FlagRule.OOME_FILE, Optional.empty()))
                .isEqualTo(new Refused(flag + " belongs to uid " + STRANGER + ", who may not speak for this process:"
                        + " the user of the process is not known; set oome-monitor.files to say where its flag is"));
    }

    private Path ownedBy(int uid) throws IOException {
        Path flag = Files.createFile(folder.resolve("flag"));
        assumeTrue(Files.getAttribute(flag, "unix:uid").equals(0), "only root may give files away");
        Files.setAttribute(flag, "unix:uid", uid);
        return flag;
    }

    private static Present present(Path flag) throws IOException {
        int owner = (int) Files.getAttribute(flag, "unix:uid");
        return (Present) new FlagInspector(owner).look(flag, FlagRule.OPTION, Optional.empty());
    }

    private static Sighting look(Path flag) {
        return new FlagInspector(MONITOR).look(flag, FlagRule.OPTION, Optional.of(JAVA));
    }
}
