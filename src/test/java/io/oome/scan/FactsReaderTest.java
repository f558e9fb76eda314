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
        Known late = reader.again(still, RUN);
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
}
