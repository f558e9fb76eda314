package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.jvm.Effect;
import io.oome.jvm.OptionWords;
import io.oome.proc.Cwd;
import io.oome.proc.Environ;
import io.oome.proc.MountView;
import io.oome.proc.ProcessStatus;
import io.oome.proc.Reading;
import io.oome.proc.Reading.Denied;
import io.oome.proc.Reading.Known;
import io.oome.proc.Run;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JVM 71, whose pid in its own namespace is 7. */
class DumpFileTest {

    private static final String ON = "-XX:+HeapDumpOnOutOfMemoryError";
    private static final Instant START = Instant.now();

    @TempDir
    Path parent;

    private Path folder;

    @BeforeEach
    void make_a_folder() throws IOException {
        folder = Files.createDirectory(parent.resolve("srv"));
    }

    private DumpFile dump(String... options) {
        return dump(new Known<>(new Cwd(folder, false)), options);
    }

    private static DumpFile dump(Reading<Cwd> cwd, String... options) {
        List<String> argv = new ArrayList<>(List.of("java"));
        argv.addAll(List.of(options));
        Jvm jvm = new Jvm(7, OptionWords.options(argv), new Effect.Nothing());
        ProcessFacts facts = new ProcessFacts(
                new Run(71, 4711, START),
                new Known<>(new ProcessStatus(List.of(0, 0, 0, 0), List.of(71, 7), 0)),
                new Known<>(new Environ(Map.of())),
                cwd,
                new Known<>(MountView.OURS),
                Optional.of(jvm),
                Optional.empty());
        return new DumpFile(facts, jvm);
    }

    private static void write(Path file, long size, Instant when) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(size);
        }
        Files.setLastModifiedTime(file, FileTime.from(when));
    }

    @Test
    void should_say_nothing_if_no_dump_is_requested() {
        assertThat(dump("-XX:HeapDumpPath=/nowhere/else").obstacle()).isEmpty();
        assertThat(dump().afterTheError().map(Dump::text)).isEmpty();
    }

    @Test
    void should_name_the_dump_and_its_size() throws Exception {
        Path file = folder.resolve("java_pid7.hprof");
        assertThat(dump(ON).obstacle()).isEmpty();
        write(file, 1_500L * 1024 * 1024, START.plusSeconds(60));
        assertThat(dump(ON).afterTheError().map(Dump::text)).hasValue("heap dump " + file + " (1500 MB)");
        write(file, 700, START.plusSeconds(60));
        assertThat(dump(ON).afterTheError().map(Dump::text)).hasValue("heap dump " + file + " (1 MB)");
    }

    @Test
    void should_report_an_existing_file_of_that_name() throws Exception {
        Path file = folder.resolve("heap");
        write(file, 1, START.minusSeconds(60));
        String inTheWay = "no heap dump: " + file + " already exists, and HotSpot does not overwrite it; move it away";
        assertThat(dump(ON, "-XX:HeapDumpPath=heap").obstacle()).hasValue(inTheWay);
        assertThat(dump(ON, "-XX:HeapDumpPath=heap").afterTheError().map(Dump::text))
                .hasValue(inTheWay);
    }

    @Test
    void should_not_follow_an_existing_link() throws Exception {
        Files.createSymbolicLink(folder.resolve("heap"), Path.of("nowhere"));
        assertThat(dump(ON, "-XX:HeapDumpPath=heap")
                        .afterTheError()
                        .map(Dump::text)
                        .orElseThrow())
                .contains("already exists");
    }

    @Test
    void should_say_why_no_dump_exists() {
        Path missing = folder.resolve("missing");
        assertThat(dump(ON, "-XX:HeapDumpPath=missing/heap").obstacle())
                .hasValue("a heap dump would fail: " + missing.resolve("heap") + ": " + missing + " is missing");
        assertThat(dump(ON, "-XX:HeapDumpPath=missing/heap").afterTheError().map(Dump::text))
                .hasValue("no heap dump " + missing.resolve("heap") + ": " + missing + " is missing");
        assertThat(dump(ON, "-XX:HeapDumpPath=heap").afterTheError().map(Dump::text))
                .hasValue("no heap dump " + folder.resolve("heap") + ": was the disk full?");
    }

    @Test
    void should_need_no_cwd_for_an_absolute_path() throws Exception {
        Path file = folder.resolve("heap");
        write(file, 1, START.plusSeconds(60));
        Reading<Cwd> denied = new Denied<>("/proc/71/cwd");
        assertThat(dump(denied, ON, "-XX:HeapDumpPath=" + file).afterTheError().map(Dump::text))
                .hasValue("heap dump " + file + " (1 MB)");
        assertThat(dump(denied, ON, "-XX:HeapDumpPath=heap").afterTheError().map(Dump::text))
                .isEmpty();
    }
}
