package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.jvm.PerfDataBytes;
import io.oome.jvm.PerfDataFile;
import io.oome.proc.FakeProc;
import io.oome.proc.ProcessStat;
import io.oome.proc.Run;
import io.oome.scan.FactsReader.Known;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FactsReaderTest {

    private static final int PID = 71;
    private static final int OURS = 0;
    private static final Run RUN = new Run(PID, 1000, FakeProc.BOOT);

    @RegisterExtension
    final FakeProc fake = new FakeProc();

    @TempDir
    Path tmp;

    private FactsReader reader;
    private ProcessStat stat;

    @BeforeEach
    void run_a_jvm() throws Exception {
        fake.process(PID).childOf(1).cmdline("java", "@args", "-jar", "web.jar");
        Path folder = Files.createDirectory(tmp.resolve("hsperfdata_app"));
        int uid = (int) Files.getAttribute(folder, "unix:uid");
        reader = new FactsReader(fake.proc(), OURS, new PerfDataFile(tmp, "app", uid));
        stat = fake.proc().stat(PID).known().orElseThrow();
    }

    private static List<String> commands(Known known) {
        return known.facts().jvm().orElseThrow().options().onOutOfMemoryError();
    }

    private void perfData(String vmArgs) throws Exception {
        byte[] bytes = new PerfDataBytes().string("java.rt.vmArgs", vmArgs).bytes();
        Files.write(tmp.resolve("hsperfdata_app/" + PID), bytes);
    }

    /** The JVM creates the file some milliseconds after it starts; a scan can come in between. */
    @Test
    void should_read_an_argfiles_options_once_hsperfdata_exists() throws Exception {
        Known early = reader.read(stat, RUN);
        assertThat(commands(early)).isEmpty();
        Known still = reader.reread(early, RUN);
        assertThat(commands(still)).isEmpty();
        perfData("-XX:OnOutOfMemoryError=oome_flag");
        Known late = reader.reread(reader.reread(still, RUN), RUN);
        assertThat(commands(late)).containsExactly("oome_flag");
        assertThat(late.isAwaited()).isFalse();
    }

    @Test
    void should_read_options_once_per_run() throws Exception {
        perfData("-XX:OnOutOfMemoryError=oome_flag");
        Known known = reader.read(stat, RUN);
        perfData("-ea");
        assertThat(commands(reader.reread(known, RUN))).containsExactly("oome_flag");
    }

    /** Each costs a system call per process and scan. */
    @Test
    void should_read_at_growing_intervals_what_rarely_changes() {
        FakeProc.Process process = fake.process(PID);
        Known known = reader.read(stat, RUN);
        process.cwd("/elsewhere").uid(7, 7, 7, 7);
        known = reader.reread(reader.reread(known, RUN), RUN);
        assertThat(known.facts().uid()).hasValue(7);
        process.cwd("/later").uid(8, 8, 8, 8);
        known = reader.reread(known, RUN);
        assertThat(known.facts().uid()).hasValue(8);
        process.uid(9, 9, 9, 9);
        known = reader.reread(known, RUN);
        assertThat(known.facts().uid()).hasValue(8);
    }

    /** A flag created afterwards is below the new root. */
    @Test
    void should_detect_a_chroot_at_the_next_scan() {
        FakeProc.Process process = fake.process(PID);
        Known known = reader.reread(reader.reread(reader.read(stat, RUN), RUN), RUN);
        assertThat(known.facts().mountView().known().orElseThrow().isOurs()).isTrue();
        process.root(tmp);
        for (int look = 0; look < 8; look++) {
            known = reader.reread(known, RUN);
            assertThat(known.facts().mountView().known().orElseThrow().isOurs()).isFalse();
        }
    }

    @Test
    void should_follow_the_working_directory_only_if_a_path_is_relative_to_it() {
        FakeProc.Process process =
                fake.process(PID).environ("OOME_FILE=/tmp/oome").cwd("/one");
        Known absolute = reader.read(stat, RUN);
        process.environ("OOME_FILE=oome");
        Known relative = reader.read(stat, RUN);
        absolute = reader.reread(absolute, RUN);
        relative = reader.reread(relative, RUN);
        process.cwd("/two");
        assertThat(cwd(reader.reread(absolute, RUN))).isEqualTo(Path.of("/one"));
        assertThat(cwd(reader.reread(relative, RUN))).isEqualTo(Path.of("/two"));
    }

    @Test
    void should_keep_the_flag_in_a_shells_command_line() {
        fake.process(PID).cmdline("sh", "-c", "java '-XX:OnOutOfMemoryError=touch /f' Main; sleep 9999");
        Known shell = reader.read(stat, RUN);
        assertThat(reader.reread(shell, RUN).facts().ofScript()).hasValue("/f");
        fake.process(PID).cmdline("sh", "-c", "su app -c 'java -XX:OnOutOfMemoryError=\"touch /f\" Main'");
        assertThat(reader.read(stat, RUN).facts().ofScript()).isEmpty();
        fake.process(PID).cmdline("java", "-c", "java '-XX:OnOutOfMemoryError=touch /f' Main");
        assertThat(reader.read(stat, RUN).facts().ofScript()).isEmpty();
    }

    private static Path cwd(Known known) {
        return known.facts().cwd().known().orElseThrow().path();
    }
}
