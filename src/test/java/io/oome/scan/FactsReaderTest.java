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

    /** It is made some milliseconds after the start, and a scan may come in between. */
    @Test
    void should_read_what_is_in_an_argfile_when_hsperfdata_is_there() throws Exception {
        Known early = reader.read(stat, RUN);
        assertThat(commands(early)).isEmpty();
        Known still = reader.again(early, RUN);
        assertThat(commands(still)).isEmpty();
        perfData("-XX:OnOutOfMemoryError=oome_flag");
        Known late = reader.again(reader.again(still, RUN), RUN);
        assertThat(commands(late)).containsExactly("oome_flag");
        assertThat(late.isAwaited()).isFalse();
    }

    @Test
    void should_read_options_once_a_run() throws Exception {
        perfData("-XX:OnOutOfMemoryError=oome_flag");
        Known known = reader.read(stat, RUN);
        perfData("-ea");
        assertThat(commands(reader.again(known, RUN))).containsExactly("oome_flag");
    }

    /** Each costs a call of the kernel's for each process at each scan. */
    @Test
    void should_look_at_growing_intervals_at_what_rarely_changes() {
        FakeProc.Process process = fake.process(PID);
        Known known = reader.read(stat, RUN);
        process.cwd("/elsewhere").uid(7, 7, 7, 7);
        known = reader.again(reader.again(known, RUN), RUN);
        assertThat(known.facts().uid()).hasValue(7);
        process.cwd("/later").uid(8, 8, 8, 8);
        known = reader.again(known, RUN);
        assertThat(known.facts().uid()).hasValue(8);
        process.uid(9, 9, 9, 9);
        known = reader.again(known, RUN);
        assertThat(known.facts().uid()).hasValue(8);
    }

    /** A flag that is made then is below the new root. */
    @Test
    void should_see_a_chroot_at_once() {
        FakeProc.Process process = fake.process(PID);
        Known known = reader.again(reader.again(reader.read(stat, RUN), RUN), RUN);
        assertThat(known.facts().mountView().known().orElseThrow().isOurs()).isTrue();
        process.root(tmp);
        for (int look = 0; look < 8; look++) {
            known = reader.again(known, RUN);
            assertThat(known.facts().mountView().known().orElseThrow().isOurs()).isFalse();
        }
    }

    @Test
    void should_follow_a_working_directory_only_where_a_path_counts_from_it() {
        FakeProc.Process process =
                fake.process(PID).environ("OOME_FILE=/tmp/oome").cwd("/one");
        Known absolute = reader.read(stat, RUN);
        process.environ("OOME_FILE=oome");
        Known relative = reader.read(stat, RUN);
        absolute = reader.again(absolute, RUN);
        relative = reader.again(relative, RUN);
        process.cwd("/two");
        assertThat(cwd(reader.again(absolute, RUN))).isEqualTo(Path.of("/one"));
        assertThat(cwd(reader.again(relative, RUN))).isEqualTo(Path.of("/two"));
    }

    @Test
    void should_keep_what_the_command_line_of_a_shell_says() {
        fake.process(PID).cmdline("sh", "-c", "java '-XX:OnOutOfMemoryError=touch /f' Main; sleep 9999");
        Known shell = reader.read(stat, RUN);
        assertThat(reader.again(shell, RUN).facts().ofScript()).hasValue("/f");
        fake.process(PID).cmdline("sh", "-c", "su app -c 'java -XX:OnOutOfMemoryError=\"touch /f\" Main'");
        assertThat(reader.read(stat, RUN).facts().ofScript()).isEmpty();
        fake.process(PID).cmdline("java", "-c", "java '-XX:OnOutOfMemoryError=touch /f' Main");
        assertThat(reader.read(stat, RUN).facts().ofScript()).isEmpty();
    }

    private static Path cwd(Known known) {
        return known.facts().cwd().known().orElseThrow().path();
    }
}
