package io.oome.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.proc.Cwd;
import io.oome.proc.Environ;
import io.oome.proc.MountView;
import io.oome.proc.Proc;
import io.oome.proc.Reading;
import io.oome.proc.Run;
import io.oome.scan.Bystanders;
import io.oome.scan.FlagPath;
import io.oome.scan.FlagRule;
import io.oome.scan.FlagSearch;
import io.oome.scan.FlagSearch.PassedOver;
import io.oome.scan.ProcessFacts;
import io.oome.scan.Selection;
import io.oome.scan.Sighting;
import io.oome.scan.Sighting.Absent;
import io.oome.scan.Sighting.Present;
import io.oome.supervisor.NamePattern;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import io.oome.supervisor.ServerUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scan has seen, weighed: ages, shared flags, pids in flags, bystanders, claims. */
class JudgeTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant START = NOW.minusSeconds(60);
    private static final Instant BEFORE = START.minusSeconds(10);
    private static final Instant AFTER = START.plusSeconds(10);

    @TempDir
    Path temp;

    private Path procRoot;
    private Path flag;
    private Selection selection = Selection.ALL;

    @BeforeEach
    void layOut() throws IOException {
        procRoot = Files.createDirectory(temp.resolve("proc"));
        flag = Files.createFile(temp.resolve("web.oome"));
        for (int pid : new int[] {71, 72}) {
            process(pid, 1);
        }
    }

    private void process(int pid, int ppid) throws IOException {
        Path folder = Files.createDirectory(procRoot.resolve(String.valueOf(pid)));
        Files.writeString(
                folder.resolve("stat"), pid + " (java) S " + ppid + " 0 0 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 4711 0 0\n");
    }

    private List<Finding> judge(Suspect... suspects) {
        Proc proc = new Proc(procRoot, Clock.systemUTC());
        Journal journal = new Journal(temp.resolve("state"), ServerUrl.parse("unix:///s"), 0);
        Bystanders bystanders = new Bystanders(proc, 4, () -> Set.of("listener"));
        return new Judge(proc, journal, bystanders, selection, NOW).judge(List.of(suspects));
    }

    private Suspect suspect(String name, int pid, Sighting seen) {
        return suspect(name, pid, ProcessState.RUNNING, START, seen, new Absent());
    }

    private Suspect suspect(String name, int pid, ProcessState state, Instant start, Sighting seen, Sighting claim) {
        ProcessInfo info =
                new ProcessInfo(Namespec.parse(name), state, state.isDown() ? 0 : pid, start, Instant.EPOCH, 0, "");
        ProcessFacts facts = new ProcessFacts(
                new Run(pid, 4711, start),
                new Reading.Known<>(0),
                new Reading.Known<>(new Environ(Map.of())),
                new Reading.Known<>(new Cwd(temp, false)),
                new Reading.Known<>(MountView.OURS));
        FlagSearch search = new FlagSearch(Optional.of(new FlagPath(flag, FlagRule.OOME_FILE, flag)), List.of());
        return new Suspect(info, Optional.of(facts), search, seen, claim, Optional.empty());
    }

    private static Present changed(Instant time) {
        return new Present(time, 0, "one inode");
    }

    @Test
    void should_tell_a_fresh_flag_from_a_stale_one_by_the_start_of_the_run() {
        assertThat(judge(suspect("web", 71, changed(AFTER))).get(0).decision()).isEqualTo(Decision.RESTART);
        assertThat(judge(suspect("web", 71, changed(BEFORE))).get(0).decision()).isEqualTo(Decision.DELETE_STALE);
    }

    @Test
    void should_count_a_flag_when_the_clock_was_set_back() {
        Instant future = NOW.plusSeconds(3600);
        Suspect suspect = suspect("web", 71, ProcessState.RUNNING, future, changed(AFTER), new Absent());
        assertThat(judge(suspect).get(0).decision()).isEqualTo(Decision.RESTART);
    }

    @Test
    void should_start_what_has_exited_with_a_flag_of_its_last_run_and_not_with_an_older_one() {
        Suspect fresh = suspect("web", 71, ProcessState.EXITED, START, changed(AFTER), new Absent());
        Suspect stale = suspect("web", 71, ProcessState.FATAL, START, changed(BEFORE), new Absent());
        assertThat(judge(fresh).get(0).decision()).isEqualTo(Decision.START);
        assertThat(judge(stale).get(0).decision()).isEqualTo(Decision.DELETE_STALE);
    }

    @Test
    void should_keep_a_shared_flag_that_is_stale_for_one_and_fresh_for_the_other() {
        Suspect young = suspect("web", 71, ProcessState.RUNNING, NOW, changed(AFTER), new Absent());
        Suspect old = suspect("api", 72, changed(AFTER));
        List<Finding> findings = judge(young, old);
        assertThat(findings).extracting(Finding::decision).containsExactly(Decision.NOTHING, Decision.RESTART);
    }

    @Test
    void should_restart_all_that_share_a_flag_which_says_no_pid() {
        assertThat(judge(suspect("web", 71, changed(AFTER)), suspect("api", 72, changed(AFTER))))
                .extracting(Finding::decision)
                .containsExactly(Decision.RESTART, Decision.RESTART);
    }

    @Test
    void should_mean_only_the_process_whose_descendant_has_the_pid_in_the_flag() throws Exception {
        process(80, 79);
        process(79, 72);
        Files.writeString(flag, "80\n");
        assertThat(judge(suspect("web", 71, changed(AFTER)), suspect("api", 72, changed(AFTER))))
                .extracting(Finding::evidence)
                .containsExactly(Evidence.NOT_MEANT, Evidence.FRESH);
    }

    @Test
    void should_delete_a_shared_flag_whose_pid_has_ended_and_restart_nobody() throws Exception {
        Files.writeString(flag, "99");
        assertThat(judge(suspect("web", 71, changed(AFTER)), suspect("api", 72, changed(AFTER))))
                .extracting(Finding::decision)
                .containsOnly(Decision.DELETE_STALE);
    }

    @Test
    void should_go_by_the_time_when_a_flag_that_is_not_shared_holds_an_ended_pid() throws Exception {
        Files.writeString(flag, "99");
        assertThat(judge(suspect("web", 71, changed(AFTER))).get(0).decision()).isEqualTo(Decision.RESTART);
    }

    @Test
    void should_know_the_last_pid_of_a_process_that_is_down() throws Exception {
        Files.writeString(flag, "99");
        Suspect down = suspect("web", 99, ProcessState.EXITED, START, changed(AFTER), new Absent());
        Suspect other = suspect("api", 72, changed(AFTER));
        assertThat(judge(down, other)).extracting(Finding::decision).contains(Decision.START);
        assertThat(judge(down, other)).extracting(Finding::decision).doesNotContain(Decision.RESTART);
    }

    @Test
    void should_not_act_on_an_event_listener_unless_it_is_named_in_full() {
        Suspect listener = suspect("listener:l", 71, changed(AFTER));
        assertThat(judge(listener).get(0).decision()).isEqualTo(Decision.NOTHING);
        selection = new Selection(List.of(NamePattern.parse("listener:*")));
        assertThat(judge(listener).get(0).decision()).isEqualTo(Decision.NOTHING);
        selection = new Selection(List.of(NamePattern.parse("listener:l")));
        assertThat(judge(listener).get(0).decision()).isEqualTo(Decision.RESTART);
    }

    @Test
    void should_not_let_a_listener_keep_a_flag_from_being_stale() {
        Suspect listener = suspect("listener:l", 71, changed(AFTER));
        Suspect web = suspect("web", 72, ProcessState.RUNNING, NOW, changed(AFTER), new Absent());
        assertThat(judge(listener, web))
                .extracting(Finding::decision)
                .containsExactly(Decision.NOTHING, Decision.DELETE_STALE);
    }

    @Test
    void should_tell_by_its_time_whether_a_claim_is_of_this_run_when_there_is_no_journal() {
        assertThat(judge(claimed("web", START, AFTER)).get(0).evidence()).isEqualTo(Evidence.CLAIM_SAME_RUN);
        assertThat(judge(claimed("web", START, BEFORE)).get(0).evidence()).isEqualTo(Evidence.CLAIM_LATER_RUN);
    }

    @Test
    void should_keep_a_shared_claim_until_the_last_of_its_processes_runs_again() {
        Suspect through = claimed("web", NOW, AFTER);
        Suspect not = claimed("api", START, AFTER);
        assertThat(judge(through, not))
                .extracting(Finding::decision)
                .containsExactly(Decision.NOTHING, Decision.RESUME_RESTART);
    }

    /** Every attempt to start it has a start of its own, later than the claim. */
    @Test
    void should_try_again_when_the_last_attempt_to_start_it_is_later_than_the_claim() {
        Suspect failed = claimed("web", ProcessState.FATAL, NOW, AFTER);
        assertThat(judge(failed).get(0).decision()).isEqualTo(Decision.RESUME_START);
    }

    private Suspect claimed(String name, Instant start, Instant changed) {
        return claimed(name, ProcessState.RUNNING, start, changed);
    }

    private Suspect claimed(String name, ProcessState state, Instant start, Instant changed) {
        try {
            Path claim = flag.resolveSibling("web.oome.restarting");
            if (Files.notExists(claim)) {
                Files.createFile(claim);
            }
            Object key = Files.getAttribute(claim, "fileKey");
            return suspect(name, 71, state, start, new Absent(), new Present(changed, 0, key));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void should_look_again_later_when_a_process_has_vanished() {
        ProcessInfo info =
                new ProcessInfo(Namespec.parse("web"), ProcessState.RUNNING, 71, START, Instant.EPOCH, 0, "");
        Suspect vanished = new Suspect(
                info,
                Optional.empty(),
                new FlagSearch(Optional.empty(), List.of()),
                new Absent(),
                new Absent(),
                Optional.empty());
        assertThat(judge(vanished).get(0).decision()).isEqualTo(Decision.NOTHING);
    }

    @Test
    void should_say_why_a_path_is_not_known() {
        Suspect web = suspect("web", 71, new Absent());
        FlagSearch none = new FlagSearch(
                Optional.empty(),
                List.of(
                        new PassedOver(FlagRule.OPTION, "not given", false),
                        new PassedOver(FlagRule.CWD, "/proc/71/cwd: permission denied", true)));
        Suspect unknown = new Suspect(web.process(), web.facts(), none, new Absent(), new Absent(), Optional.empty());
        Finding finding = judge(unknown).get(0);
        assertThat(finding.decision()).isEqualTo(Decision.REPORT);
        assertThat(finding.reason())
                .contains("cwd: /proc/71/cwd: permission denied")
                .doesNotContain("not given");
    }
}
