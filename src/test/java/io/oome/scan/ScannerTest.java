package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.oome.proc.FakeProc;
import io.oome.proc.Run;
import io.oome.scan.FlagFile.Absent;
import io.oome.scan.FlagFile.Present;
import io.oome.scan.FlagFile.Refused;
import io.oome.supervisor.CannedSupervisord;
import io.oome.supervisor.NamePattern;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** supervisord is pid 1; its child web, pid 71, started 10 seconds after the boot. */
@Timeout(30)
class ScannerTest {

    private static final String LOCAL = "unix:///run/supervisor.sock";
    private static final int SELF = 90;
    private static final int PID = 71;
    private static final Namespec WEB = Namespec.parse("web");
    private static final Instant START = FakeProc.BOOT.plusSeconds(10);

    @RegisterExtension
    final FakeProc fake = new FakeProc();

    private final CannedSupervisord supervisord = new CannedSupervisord();
    private final Map<String, String> configured = new HashMap<>();
    private Optional<String> option = Optional.empty();
    private Selection selection = Selection.ALL;
    private Path flag;
    private FakeProc.Process web;
    private Scanner scanner;

    @BeforeEach
    void run_web() {
        flag = fake.folder().resolve("flag");
        fake.process(1).cmdline("/usr/bin/python3", "/usr/bin/supervisord", "-n");
        fake.process(SELF).childOf(1).cmdline("sh");
        web = fake.process(PID).childOf(1).environ("OOME_FILE=" + flag).cwd("/srv");
        scanner = scanner(LOCAL);
    }

    private Scanner scanner(String url) {
        return new Scanner(
                supervisord.supervisor(url),
                fake.proc(),
                new Scanner.Flags(new FlagSearcher(option, configured, fake.proc()), new FlagInspector(0)),
                new Exemptions(fake.proc(), SELF, () -> Set.of("listener")),
                new Verdicts(fake.proc(), Optional::empty));
    }

    private Observation look(ProcessInfo process) {
        supervisord.has(process);
        return scanner.look(List.of(process), List.of(process), selection, Set.of())
                .get(0);
    }

    private static ProcessInfo running(int pid) {
        return process(WEB, ProcessState.RUNNING, pid, START);
    }

    private static ProcessInfo exited(Instant start) {
        return process(WEB, ProcessState.EXITED, 0, start);
    }

    private static ProcessInfo process(Namespec name, ProcessState state, int pid, Instant start) {
        return new ProcessInfo(name, state, pid, start, Instant.EPOCH, 0, "");
    }

    private void leaveFlag(int owner) throws IOException {
        Files.createFile(flag);
        assumeTrue(Files.getAttribute(flag, "unix:uid").equals(0), "only root can give files away");
        Files.setAttribute(flag, "unix:uid", owner);
    }

    @Test
    void should_prove_the_identity_of_supervisords_child() throws Exception {
        leaveFlag(0);
        Observation seen = look(running(PID));
        assertThat(seen.identity()).isEqualTo(new Identity.Proven(new Run(PID, 1000, START)));
        assertThat(seen.search().found()).hasValue(new FlagPath(flag, FlagRule.OOME_FILE, flag));
        assertThat(seen.presentFlag()).map(Present::ours).hasValue(true);
        assertThat(seen.exempt()).isEmpty();
    }

    @Test
    void should_see_that_a_process_has_ended_since_supervisords_answer() {
        web.without("stat");
        ProcessInfo told = running(PID);
        supervisord.has(exited(START));
        Observation seen =
                scanner.look(List.of(told), List.of(told), selection, Set.of()).get(0);
        assertThat(seen.identity()).isEqualTo(new Identity.Ended());
        assertThat(seen.search().found()).isEmpty();
    }

    /** /proc shows supervisord's own environment and cwd until the program is executed. */
    @Test
    void should_look_again_at_a_process_that_has_not_executed_its_program() {
        fake.process(1)
                .cmdline("/usr/bin/python3", "/usr/bin/supervisord", "-n")
                .withMemoryAt(4096);
        web.withMemoryAt(4096)
                .cmdline("/usr/bin/python3", "/usr/bin/supervisord", "-n")
                .environ("OOME_FILE=/of/supervisord");
        Observation forked = look(running(PID));
        assertThat(forked.identity()).isEqualTo(new Identity.Forked());
        assertThat(forked.search().found()).isEmpty();

        web.withMemoryAt(0).cmdline().environ();
        assertThat(look(running(PID)).identity()).isEqualTo(new Identity.Forked());

        web.withMemoryAt(4096).cmdline("sleep", "1d").environ("OOME_FILE=" + flag);
        Observation executed = look(running(PID));
        assertThat(executed.identity()).isInstanceOf(Identity.Proven.class);
        assertThat(executed.search().found()).map(FlagPath::path).hasValue(flag);
    }

    @Test
    void should_take_a_zombie_for_ended() {
        web.stat("(java)", 'Z', 1, 1000);
        ProcessInfo told = running(PID);
        supervisord.hasNoLonger(WEB);
        Observation seen =
                scanner.look(List.of(told), List.of(told), selection, Set.of()).get(0);
        assertThat(seen.identity()).isEqualTo(new Identity.Ended());
    }

    /** Fault 9: supervisord in another PID namespace. */
    @Test
    void should_not_believe_a_stranger_with_the_same_pid() throws Exception {
        leaveFlag(0);
        supervisord.hasPid(7);
        fake.process(7).cmdline("bash");
        assertUnproven();
    }

    /** Fault 9: this namespace has a supervisord, too. */
    @Test
    void should_not_believe_a_child_of_another_supervisord() throws Exception {
        leaveFlag(0);
        scanner = scanner("http://other:9001");
        web.stat("(java)", 'S', 1, 5000);
        assertUnproven();
    }

    @Test
    void should_not_believe_a_grandchild() throws Exception {
        leaveFlag(0);
        web.childOf(SELF);
        assertUnproven();
    }

    /** hidepid=2 */
    @Test
    void should_not_take_a_hidden_process_for_ended() {
        supervisord.hasPid(7);
        assertThat(look(running(555)).identity()).isInstanceOf(Identity.Unproven.class);
        assertThat(supervisord.asked()).doesNotContain("system.multicall");
    }

    private void assertUnproven() {
        Observation seen = look(running(PID));
        assertThat(seen.identity()).isInstanceOfSatisfying(Identity.Unproven.class, it -> assertThat(it.reason())
                .contains("pid 71", "only -o and oome-monitor.files apply"));
        assertThat(seen.search().found()).isEmpty();
        assertThat(seen.flag()).isEqualTo(new Absent());
    }

    @Test
    void should_apply_the_operators_rules_to_an_unproven_process() throws Exception {
        leaveFlag(0);
        configured.put("web", flag.toString());
        supervisord.hasPid(7);
        Observation seen = look(running(PID));
        assertThat(seen.search().found()).map(FlagPath::rule).hasValue(FlagRule.CONFIGURATION);
        assertThat(seen.presentFlag()).isPresent();
    }

    @Test
    void should_prove_a_child_by_its_start_if_supervisord_is_not_recognized() {
        fake.process(1).cmdline("/opt/start");
        assertThat(look(running(PID)).identity()).isInstanceOf(Identity.Proven.class);
        ProcessInfo later = process(WEB, ProcessState.RUNNING, PID, START.plus(Duration.ofMinutes(1)));
        assertThat(look(later).identity()).isInstanceOf(Identity.Unproven.class);
    }

    @Test
    void should_keep_the_facts_of_a_process_for_when_it_is_down() throws Exception {
        leaveFlag(1000);
        web.uid(1000, 1000, 1000, 1000);
        look(running(PID));
        web.without("stat").without("environ").without("status").without("cwd");
        Observation seen = look(exited(START));
        assertThat(seen.identity()).isEqualTo(new Identity.Down(Optional.of(new Run(PID, 1000, START))));
        assertThat(seen.presentFlag()).isPresent();
    }

    @Test
    void should_keep_the_facts_of_a_jvm_behind_a_shell_for_when_both_are_down() throws Exception {
        web.environ("PATH=/bin").cmdline("sh", "-c", "java -jar web.jar; true");
        FakeProc.Process jvm = fake.process(80)
                .childOf(PID)
                .cmdline("java", "-XX:OnOutOfMemoryError=touch " + flag, "-jar", "web.jar");
        assertThat(look(running(PID)).search().found()).map(FlagPath::rule).hasValue(FlagRule.JVM);
        jvm.without("stat");
        look(running(PID));
        web.without("stat");
        leaveFlag(0);
        Observation seen = look(exited(START));
        assertThat(seen.search().found()).map(FlagPath::rule).hasValue(FlagRule.JVM);
        assertThat(seen.presentFlag()).isPresent();
    }

    /** Otherwise a process behind root's wrapper could have root's files deleted. */
    @Test
    void should_not_trust_the_wrappers_user_with_a_flag_that_only_the_jvm_names() throws Exception {
        leaveFlag(0);
        web.environ("PATH=/bin").cmdline("runuser", "-u", "app");
        jvmBehindWeb(1000);
        assertThat(look(running(PID)).flag()).isInstanceOf(Refused.class);
    }

    /** runuser: root creates it with docker exec, or app's JVM does. */
    @Test
    void should_trust_either_user_with_a_flag_that_both_name() throws Exception {
        leaveFlag(0);
        web.cmdline("runuser", "-u", "app");
        jvmBehindWeb(1000);
        assertThat(look(running(PID)).presentFlag()).isPresent();
        Files.setAttribute(flag, "unix:uid", 1000);
        assertThat(look(running(PID)).presentFlag()).isPresent();
        Files.setAttribute(flag, "unix:uid", 1001);
        assertThat(look(running(PID)).flag()).isInstanceOf(Refused.class);
    }

    private void jvmBehindWeb(long uid) {
        fake.process(80)
                .childOf(PID)
                .uid(uid, uid, uid, uid)
                .cmdline("java", "-XX:OnOutOfMemoryError=touch " + flag, "-jar", "web.jar");
    }

    /** Fault 4: the new run ran out of memory within seconds and exited with 0. */
    @Test
    void should_keep_the_facts_of_a_process_for_a_later_run_that_no_scan_has_seen() throws Exception {
        leaveFlag(0);
        look(running(PID));
        web.without("stat");
        assertThat(look(exited(START.plusSeconds(30))).presentFlag()).isPresent();
    }

    @Test
    void should_learn_of_a_new_run_at_the_end_of_a_restart() throws Exception {
        leaveFlag(0);
        look(running(PID));
        fake.process(98).childOf(1).environ("OOME_FILE=" + flag + ".new");
        scanner.learn(running(98));
        assertThat(look(exited(START)).search().found()).map(FlagPath::shown).hasValue(Path.of(flag + ".new"));
    }

    @Test
    void should_forget_the_facts_of_a_removed_process() {
        look(running(PID));
        scanner.look(List.of(), List.of(), selection, Set.of());
        Observation seen = look(exited(START));
        assertThat(seen.identity()).isEqualTo(new Identity.Down(Optional.empty()));
        assertThat(seen.search().found()).isEmpty();
    }

    @Test
    void should_read_the_environment_of_a_run_once() throws Exception {
        look(running(PID));
        web.environ("OOME_FILE=/elsewhere");
        assertThat(look(running(PID)).search().found()).map(FlagPath::shown).hasValue(flag);
        web.stat("(java)", 'S', 1, 2000);
        assertThat(look(running(PID)).search().found()).map(FlagPath::shown).hasValue(Path.of("/elsewhere"));
    }

    /** Fault 11: without an execve. */
    @Test
    void should_read_at_each_scan_the_user_of_a_service_that_drops_root() throws Exception {
        leaveFlag(1000);
        assertThat(look(running(PID)).flag()).isInstanceOf(Refused.class);
        web.uid(1000, 1000, 1000, 1000);
        assertThat(look(running(PID)).flag()).isInstanceOf(Present.class);
        Files.setAttribute(flag, "unix:uid", 0);
        assertThat(look(running(PID)).flag()).isInstanceOf(Refused.class);
    }

    /** Fault 11: the service is down before any scan sees a flag. */
    @Test
    void should_know_the_last_user_of_a_service_that_dropped_root() throws Exception {
        look(running(PID));
        web.uid(1000, 1000, 1000, 1000);
        look(running(PID));
        leaveFlag(1000);
        assertThat(look(exited(START)).flag()).isInstanceOf(Present.class);
    }

    /** The effective uid, all that a scan without a flag reads, is unchanged. */
    @Test
    void should_no_longer_trust_a_user_once_the_four_uids_differ() throws Exception {
        look(running(PID));
        web.uid(1000, 0, 1000, 0);
        leaveFlag(0);
        assertThat(look(running(PID)).flag()).isInstanceOf(Refused.class);
    }

    /** Fault 12 */
    @Test
    void should_trust_the_user_of_a_descendant_while_it_lives() throws Exception {
        leaveFlag(1000);
        FakeProc.Process jvm = fake.process(81).childOf(80).uid(1000, 1000, 1000, 1000);
        fake.process(80).childOf(PID).uid(1000, 0, 0, 0);
        assertThat(look(running(PID)).flag()).isInstanceOf(Present.class);
        jvm.without("stat");
        assertThat(look(running(PID)).flag()).isInstanceOf(Refused.class);
    }

    /** Fault 13: a waiting {@code su} with an attacker's environment. */
    @Test
    void should_trust_nobody_for_a_setuid_program() throws Exception {
        leaveFlag(0);
        web.uid(1234, 0, 0, 0);
        assertThat(look(running(PID)).flag()).isInstanceOf(Refused.class);
        Files.setAttribute(flag, "unix:uid", 1234);
        assertThat(look(running(PID)).flag()).isInstanceOf(Refused.class);
    }

    @Test
    void should_trust_the_configured_user_of_a_process_never_seen() throws Exception {
        leaveFlag(1000);
        Files.createDirectories(flag.resolveSibling("work"));
        Files.move(flag, flag.resolveSibling("work/oome"));
        supervisord.configures(WEB, fake.folder().toString(), 1000);
        assertThat(look(exited(START)).flag()).isInstanceOf(Present.class);
    }

    @Test
    void should_trust_the_user_in_the_command_of_a_process_never_seen() throws Exception {
        leaveFlag(2000);
        String java = "java '-XX:OnOutOfMemoryError=touch " + flag + "' -jar web.jar";
        supervisord.configures(WEB, "/srv", 1000, java);
        assertThat(look(exited(START)).flag()).isInstanceOf(Refused.class);
        supervisord.configures(WEB, "/srv", 1000, "gosu 2000:2000 " + java);
        Observation seen = look(exited(START));
        assertThat(seen.flag()).isInstanceOf(Present.class);
        assertThat(seen.search().found()).hasValue(new FlagPath(flag, FlagRule.JVM, flag));
        Files.setAttribute(flag, "unix:uid", 1000);
        assertThat(look(exited(START)).flag()).isInstanceOf(Refused.class);
    }

    @Test
    void should_ask_for_all_configurations_at_most_once_a_scan() {
        ProcessInfo web = exited(START);
        ProcessInfo api = process(Namespec.parse("api"), ProcessState.EXITED, 0, START);
        scanner.look(List.of(web, api), List.of(web, api), selection, Set.of());
        assertThat(supervisord.asked()).containsOnlyOnce("supervisor.getAllConfigInfo");
    }

    @Test
    void should_never_act_on_a_process_that_runs_this_program() throws Exception {
        leaveFlag(0);
        assertExempt("it runs oome_monitor or oom_score_adj", "/usr/bin/oome_monitor", "all");
        assertExempt("it runs oome_monitor or oom_score_adj", "/bin/sh", "/opt/bin/oom_score_adj", "-a");
        assertExempt(
                "it runs oome_monitor or oom_score_adj", "java", "-Xmx32m", "-Doome.name=oome_monitor", "-jar", "x");
        web.cmdline("/usr/bin/java", "-Dx=1", "oome_monitor");
        assertThat(look(running(PID)).exempt()).isEmpty();
    }

    private void assertExempt(String why, String... cmdline) {
        web.cmdline(cmdline);
        assertThat(look(running(PID)).exempt()).hasValue(why + ": never acted on");
    }

    @Test
    void should_never_act_on_itself_or_its_wrapper() throws Exception {
        leaveFlag(0);
        fake.process(SELF).childOf(PID);
        assertExempt("it is this monitor itself", "/bin/sh", "/srv/run.sh");
    }

    /** Two containers use the same small pids. */
    @Test
    void should_not_mistake_a_process_of_another_namespace_for_itself() throws Exception {
        leaveFlag(0);
        configured.put("web", flag.toString());
        supervisord.hasPid(7);
        fake.process(SELF).childOf(PID).cmdline("oome_monitor");
        ProcessInfo other = process(WEB, ProcessState.RUNNING, PID, START.plusSeconds(60));
        assertThat(look(other).exempt()).isEmpty();
    }

    /** hidepid=2 hides supervisord, but not the monitor's own process. */
    @Test
    void should_recognize_itself_if_its_parent_is_hidden() throws Exception {
        leaveFlag(0);
        configured.put("listener", flag.toString());
        supervisord.hasPid(7);
        ProcessInfo ourselves = process(Namespec.parse("monitors:listener"), ProcessState.RUNNING, SELF, START);
        Observation seen = look(ourselves);
        assertThat(seen.identity()).isInstanceOf(Identity.Unproven.class);
        assertThat(seen.exempt()).hasValue("it is this monitor itself: never acted on");
    }

    @Test
    void should_not_act_on_an_event_listener_unless_it_is_named_in_full() throws Exception {
        leaveFlag(0);
        ProcessInfo listener = process(Namespec.parse("listener:l"), ProcessState.RUNNING, PID, START);
        assertThat(look(listener).exempt()).hasValue("it is an event listener: never acted on");
        selection = new Selection(List.of(NamePattern.parse("listener:*")));
        assertThat(look(listener).exempt()).isPresent();
        selection = new Selection(List.of(NamePattern.parse("listener:l")));
        assertThat(look(listener).exempt()).isEmpty();
    }

    @Test
    void should_observe_only_the_given_processes() {
        ProcessInfo api = process(Namespec.parse("api"), ProcessState.RUNNING, 72, START);
        assertThat(scanner.look(List.of(running(PID), api), List.of(running(PID)), selection, Set.of()))
                .extracting(Observation::namespec)
                .containsExactly(WEB);
    }

    @Test
    void should_name_a_supervisord_by_its_arguments_not_by_its_pid_or_socket() {
        look(running(PID));
        String name = scanner.nameOfSupervisord();
        assertThat(name).isEqualTo("/$/usr/bin/supervisord -n");

        Scanner byHand = scanner("http://127.0.0.1:9001");
        fake.process(7).cmdline("/usr/bin/supervisord", "-n");
        supervisord.hasPid(7);
        byHand.look(List.of(), List.of(), selection, Set.of());
        assertThat(byHand.nameOfSupervisord()).isEqualTo(name);
    }

    @Test
    void should_name_an_invisible_supervisord_by_its_address() {
        supervisord.hasPid(555);
        scanner.look(List.of(), List.of(), selection, Set.of());
        assertThat(scanner.nameOfSupervisord()).isEqualTo(LOCAL);
    }

    private FakeProc.Process jvmBehindWeb(String onError) {
        web.cmdline("sh", "-c", "java; sleep 9999").environ();
        return fake.process(80)
                .childOf(PID)
                .cmdline("java", "-XX:OnOutOfMemoryError=" + onError, "Main")
                .environ()
                .cwd("/srv")
                .uid(1000, 1000, 1000, 1000);
    }

    /** {@code sh -c 'java …; sleep 9999'}. */
    @Test
    void should_examine_the_flag_of_a_jvm_that_ended_before_its_shell() throws Exception {
        FakeProc.Process jvm = jvmBehindWeb("touch " + flag);
        assertThat(look(running(PID)).place().search().found()).hasValue(new FlagPath(flag, FlagRule.JVM, flag));
        leaveFlag(1000);
        jvm.without("stat");
        Observation seen = look(running(PID));
        assertThat(seen.places()).hasSize(2);
        assertThat(seen.at(seen.places().get(1)).presentFlag()).isPresent();
        Files.setAttribute(flag, "unix:uid", 1001);
        assertThat(look(running(PID)).places().get(1).flag()).isInstanceOf(Refused.class);
    }

    /** The pid of an ended JVM is a stranger's by now. */
    @Test
    void should_not_trust_the_new_owner_of_an_ended_jvms_pid() throws Exception {
        jvmBehindWeb("touch " + flag);
        look(running(PID));
        leaveFlag(2000);
        fake.process(80).childOf(1).cmdline("sh").stat("(sh)", 'S', 1, 9000).uid(2000, 2000, 2000, 2000);
        assertThat(look(running(PID)).places().get(1).flag()).isInstanceOf(Refused.class);
    }

    /** By the clock since boot, whatever the time of day. */
    @Test
    void should_measure_how_long_after_its_shell_a_jvm_started() {
        jvmBehindWeb("touch " + flag).stat("(java)", 'S', PID, 1250);
        assertThat(look(running(PID)).place().later()).isEqualTo(Duration.ofMillis(2500));
        web.environ("OOME_FILE=" + flag);
        fake.process(PID).stat("(sh)", 'S', 1, 1000);
    }
}
