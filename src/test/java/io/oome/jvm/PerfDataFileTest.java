package io.oome.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PerfDataFileTest {

    private static final byte[] SOME =
            new PerfDataBytes().string("java.rt.vmArgs", "-ea").bytes();

    @TempDir
    Path tmp;

    private Path folder;
    private int uid;

    @BeforeEach
    void makeFolder() throws Exception {
        folder = Files.createDirectory(tmp.resolve("hsperfdata_app"));
        uid = (int) Files.getAttribute(folder, "unix:uid");
    }

    private Optional<PerfData> read() {
        return new PerfDataFile(tmp, "app", uid).read(7);
    }

    @Test
    void should_read_our_own_file() throws Exception {
        assertThat(read()).isEmpty();
        Files.write(folder.resolve("7"), SOME);
        assertThat(read()).hasValue(new PerfData("-ea", ""));
    }

    @Test
    void should_ignore_a_file_that_others_can_replace() throws Exception {
        Files.write(folder.resolve("7"), SOME);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(read()).isEmpty();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(new PerfDataFile(tmp, "app", uid + 1).read(7)).isEmpty();
        assertThat(read()).isPresent();
    }

    @Test
    void should_open_neither_a_link_nor_a_fifo() throws Exception {
        Files.write(tmp.resolve("other"), SOME);
        Files.createSymbolicLink(folder.resolve("7"), tmp.resolve("other"));
        assertThat(read()).isEmpty();
        Files.delete(folder.resolve("7"));
        Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("7").toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        assertThat(read()).isEmpty();
    }

    @Test
    void should_not_read_a_huge_file() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve("7").toFile(), "rw")) {
            file.write(SOME);
            file.setLength(1L << 40);
        }
        assertThat(read()).isEmpty();
    }
}
