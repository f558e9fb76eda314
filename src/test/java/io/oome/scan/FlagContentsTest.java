package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.proc.FakeProc;
import io.oome.proc.Run;
import io.oome.scan.FlagFile.Names;
import io.oome.scan.FlagFile.Present;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** web is pid 71, its JVM 80; api is pid 72; 99 has ended. All share one flag. */
@Timeout(30)
class FlagContentsTest {

    private static final Run WEBS = new Run(71, 1000, FakeProc.BOOT);
    private static final Run APIS = new Run(72, 1000, FakeProc.BOOT);

    @RegisterExtension
    final FakeProc fake = new FakeProc();

    @TempDir
    Path folder;

    private Path flag;
    private Instant changed = Instant.now();
    private final List<Observation> observations = new ArrayList<>();

    @BeforeEach
    void run_processes() {
        flag = folder.resolve("flag");
        fake.process(1);
        fake.process(71).childOf(1);
        fake.process(75).childOf(71);
        fake.process(80).childOf(75);
        fake.process(72).childOf(1);
    }

    @Test
    void should_name_only_the_process_whose_pid_it_holds() throws Exception {
        running("web", WEBS);
        running("api", APIS);
        assertThat(names("71")).containsExactly(Names.THIS, Names.ANOTHER);
    }

    @Test
    void should_name_the_process_whose_descendant_wrote_it() throws Exception {
        running("web", WEBS);
        running("api", APIS);
        assertThat(names("80\n")).containsExactly(Names.THIS, Names.ANOTHER);
    }

    @Test
    void should_name_none_if_the_jvm_has_its_own_pid_namespace() throws Exception {
        running("web", WEBS);
        running("api", APIS);
        assertThat(names("1")).containsExactly(Names.NOBODY, Names.NOBODY);
    }

    @Test
    void should_name_none_without_a_pid() throws Exception {
        running("web", WEBS);
        for (String text : new String[] {"", "java.lang.OutOfMemoryError", "71 and many more words"}) {
            assertThat(names(text)).containsExactly(Names.NOBODY);
        }
    }

    @Test
    void should_report_that_a_pid_has_ended() throws Exception {
        running("web", WEBS);
        running("api", APIS);
        assertThat(names("99")).containsExactly(Names.ENDED, Names.ENDED);
        fake.process(99).stat("(java)", 'Z', 71, 1000);
        assertThat(names("99")).containsExactly(Names.ENDED, Names.ENDED);
    }

    @Test
    void should_know_the_last_pid_of_a_process_that_is_down() throws Exception {
        observe("web", 0, new Identity.Down(Optional.of(new Run(99, 1000, FakeProc.BOOT))));
        running("api", APIS);
        assertThat(names("99")).containsExactly(Names.THIS, Names.ANOTHER);
    }

    /** {@code echo %p > FLAG}: a shell creates the file before it writes. */
    @Test
    void should_wait_for_the_content_of_a_new_shared_flag() throws Exception {
        running("web", WEBS);
        running("api", APIS);
        contentComesLate();
    }

    @Test
    void should_wait_for_the_content_of_a_flag_that_two_paths_lead_to() throws Exception {
        Path real = flag;
        running("web", WEBS);
        flag = Files.createSymbolicLink(folder.resolve("link"), folder).resolve("flag");
        running("api", APIS);
        flag = real;
        contentComesLate();
    }

    private void contentComesLate() throws Exception {
        Files.createFile(flag);
        Thread shell = new Thread(() -> {
            try {
                Thread.sleep(50);
                Files.writeString(flag, "72");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        shell.start();
        FlagContents contents = contents();
        List<Present> seen = observations.stream()
                .map(it -> contents.read(it).presentFlag().orElseThrow())
                .toList();
        shell.join();
        assertThat(seen.stream().map(Present::names)).containsExactly(Names.ANOTHER, Names.THIS);
        assertThat(seen.stream().map(Present::id))
                .containsOnly(new FlagInspector(0)
                        .id(observations.get(0).search().found().orElseThrow())
                        .orElseThrow());
    }

    @Test
    void should_not_wait_for_ever_for_a_touched_flag() throws Exception {
        running("web", WEBS);
        running("api", APIS);
        assertThat(names("")).containsExactly(Names.NOBODY, Names.NOBODY);
    }

    /** In this /proc that pid is a stranger's, and a pid missing here can live elsewhere. */
    @Test
    void should_compare_only_supervisords_pids_if_it_lives_in_another_namespace() throws Exception {
        observe("web", 171, new Identity.Unproven("another PID namespace"));
        observe("api", 172, new Identity.Unproven("another PID namespace"));
        assertThat(names("171")).containsExactly(Names.THIS, Names.ANOTHER);
        assertThat(names("99")).containsExactly(Names.NOBODY, Names.NOBODY);
        assertThat(names("80")).containsExactly(Names.NOBODY, Names.NOBODY);
    }

    @Test
    void should_not_open_a_flag_that_is_not_ours() throws Exception {
        running("web", WEBS);
        Observation seen = observations.get(0);
        Present present = seen.presentFlag().orElseThrow();
        Present foreign = new Present(present.id(), 4711, false, Names.NOBODY);
        Observation observation = seen.at(Place.of(seen.search(), foreign));
        Files.writeString(flag, "72");
        assertThat(contents().read(observation)).isEqualTo(observation);
    }

    private void running(String name, Run run) throws IOException {
        observe(name, run.pid(), new Identity.Proven(run));
    }

    private void observe(String name, int pid, Identity identity) throws IOException {
        FlagPath path = new FlagPath(flag, FlagRule.OOME_FILE, flag);
        Present present = new Present(new FlagId(1, 2, changed), 0, true, Names.NOBODY);
        ProcessState state = pid == 0 ? ProcessState.EXITED : ProcessState.RUNNING;
        observations.add(new Observation(
                new ProcessInfo(Namespec.parse(name), state, pid, FakeProc.BOOT, Instant.EPOCH, 0, ""),
                identity,
                List.of(Place.of(new FlagSearch(Optional.of(path), List.of()), present)),
                Optional.empty(),
                Optional.empty()));
    }

    private List<Names> names(String content) throws IOException {
        Files.writeString(flag, content);
        FlagContents contents = contents();
        return observations.stream()
                .map(it -> contents.read(it).presentFlag().orElseThrow().names())
                .toList();
    }

    private FlagContents contents() throws IOException {
        List<ProcessInfo> all = observations.stream().map(Observation::process).toList();
        int uid = (int) Files.getAttribute(folder, "unix:uid");
        return new FlagContents(fake.proc(), new FlagInspector(uid), all, observations);
    }
}
