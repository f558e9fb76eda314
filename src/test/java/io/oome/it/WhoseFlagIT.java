package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whose process, and whose flag it is: faults 9–12 of issue 10. One supervisord serves all these tests; each watches
 * its own programs.
 */
@Tag("thorough")
@OneByOne
@Timeout(180)
class WhoseFlagIT {

    private static final int NOBODY = 65534;
    private static final int NO_SUCH_PID = 77;

    /** Chooses the pid of the next process. */
    private static final String STRANGER =
            """
            echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid || exit 77
            OOME_FILE=$2 sleep 86400 </dev/null >/dev/null 2>&1 &
            [ $! = $1 ] || exit 77
            shift 2
            exec "$@"
            """;

    private static RealSupervisord supervisord;
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        OtherUser.assumeRoot();
        SupervisordConfig config = ByHand.watched().inetServer();
        folder = config.folder();
        OtherUser.letIn(folder);
        supervisord = config.program("hidden", Programs.sleeper(), flagOf("hidden"))
                .program("namespaced", Programs.sleeper(), flagOf("namespaced"))
                .program("dropper", Programs.command(dropper()), flagOf("dropper"))
                .program("jailed", Programs.command(jailed()), "environment=OOME_FILE=\"/jailed.oome\"")
                .program("inner", Programs.command("runuser", "-u", "nobody", "--", "sleep", "86400"), flagOf("inner"))
                .program("left", Programs.sleeper(), flagOf("both"))
                .program("right", Programs.sleeper(), flagOf("both"))
                .program("wrapped", Programs.command("sh", "-c", "sleep 86400;true"), flagOf("wrapped"))
                .start();
        for (String program :
                List.of("hidden", "namespaced", "dropper", "jailed", "inner", "left", "right", "wrapped")) {
            supervisord.awaitState(program, "RUNNING", ByHand.SOON);
        }
    }

    @AfterAll
    static void end() {
        if (supervisord != null) {
            supervisord.close();
        }
    }

    @AfterEach
    void removeFlags() throws IOException {
        try (var flags = Files.newDirectoryStream(folder, "*.oome*")) {
            for (Path flag : flags) {
                Files.delete(flag);
            }
        }
    }

    private static String flagOf(String program) {
        return "environment=OOME_FILE=\"" + folder.resolve(program + ".oome") + "\"";
    }

    /** On demand, becomes another user without an execve. */
    private static String[] dropper() {
        String source =
                """
                import os, sys, time
                while not os.path.exists(sys.argv[1]):
                    time.sleep(0.02)
                os.setgroups([])
                os.setresgid(UID, UID, UID)
                os.setresuid(UID, UID, UID)
                time.sleep(86400)
                """
                        .replace("UID", "" + OtherUser.UID);
        return Python.script(folder, "dropper", source, folder.resolve("drop").toString());
    }

    /** On demand, calls chroot(2) without an execve. */
    private static String[] jailed() throws IOException {
        Path jail = Files.createDirectory(folder.resolve("jail"));
        String source =
                """
                import os, sys, time
                while not os.path.exists(sys.argv[1]):
                    time.sleep(0.02)
                os.chroot(sys.argv[2])
                time.sleep(86400)
                """;
        return Python.script(
                folder, "jailed", source, folder.resolve("jail-now").toString(), jail.toString());
    }

    private static Path flag(String name) throws IOException {
        return Files.createFile(folder.resolve(name + ".oome"));
    }

    private static Launcher.Result byHand(String program, String... options) {
        List<String> words = new ArrayList<>(List.of("single", "-p", program));
        words.addAll(List.of(options));
        return ByHand.oomeMonitor(supervisord, words.toArray(String[]::new));
    }

    /** Scans in a PID namespace where that pid belongs to a stranger, who has a flag. */
    private static Launcher.Result besideStranger(long pid, Path flag, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "-p",
                "-f",
                "--mount-proc",
                "--kill-child",
                "sh",
                "-c",
                STRANGER,
                "sh",
                "" + pid,
                "" + flag));
        command.addAll(List.of(Launcher.program("oome_monitor").toString(), "--server-url", supervisord.serverUrl()));
        command.addAll(List.of(arguments));
        return Launcher.runCommand(TickedListener.SOON, ByHand.environment(supervisord), folder, command);
    }

    /** Fault 9. */
    @Test
    void should_not_mistake_a_process_of_another_pid_namespace_for_a_supervised_one() throws Exception {
        long pid = supervisord.pid("namespaced");
        Path strangers = flag("stranger");
        Launcher.Result result = besideStranger(pid, strangers, "single", "-p", "namespaced");
        assumeThat(result.exit()).as("a pid can be chosen in a new namespace").isNotEqualTo(NO_SUCH_PID);
        assertThat(result.exit()).as(result.toString()).isEqualTo(1);
        assertThat(result.out().replaceAll("\\s+", " ")).contains("another PID namespace");
        assertThat(supervisord.pid("namespaced")).isEqualTo(pid);
        assertThat(strangers).exists();

        Launcher.Result option =
                besideStranger(pid, strangers, "single", "-p", "namespaced", "-o", strangers.toString());
        assertThat(option.exit()).as(option.toString()).isZero();
        supervisord.awaitNewPid("namespaced", pid, ByHand.SOON);
    }

    /** Fault 9. */
    @Test
    void should_act_on_the_flag_from_the_operator_where_proc_hides_the_process() throws Exception {
        Path state = OtherUser.folder(folder.resolve("others"));
        OtherUser.assumeInstalledForAll(folder);
        long pid = supervisord.pid("hidden");
        Path flag = OtherUser.file(folder.resolve("hidden.oome"));
        try (Namespace hiding = Namespace.with("mount -t proc -o hidepid=2 proc /proc")) {
            Launcher.Result result = hiding.oomeMonitorOfOtherUser(supervisord, state, "single", "-p", "hidden");
            assertThat(result.exit()).as(result.toString()).isEqualTo(1);
            assertThat(result.out().replaceAll("\\s+", " ")).contains("hidepid");
            assertThat(supervisord.pid("hidden")).isEqualTo(pid);

            Launcher.Result option =
                    hiding.oomeMonitorOfOtherUser(supervisord, state, "single", "-p", "hidden", "-o", flag.toString());
            assertThat(option.exit()).as(option.toString()).isZero();
            supervisord.awaitNewPid("hidden", pid, ByHand.SOON);
        }
    }

    /** Fault 10: likewise a JVM in a PID namespace of its own. */
    @Test
    void should_restart_for_its_own_flag_that_holds_pid_1() throws Exception {
        long pid = supervisord.pid("namespaced");
        Files.writeString(folder.resolve("namespaced.oome"), "1\n");
        Launcher.Result result = byHand("namespaced");
        assertThat(result.exit()).as(result.toString()).isZero();
        supervisord.awaitNewPid("namespaced", pid, ByHand.SOON);
    }

    /** Fault 11. */
    @Test
    void should_trust_the_user_that_a_service_has_switched_to_since_the_last_scan() throws Exception {
        long pid = supervisord.pid("dropper");
        try (TickedListener listener = TickedListener.ready(supervisord, "single", "-p", "dropper", "--listen")) {
            Files.createFile(folder.resolve("drop"));
            Eventually.within(
                    ByHand.SOON,
                    () -> Files.readString(Path.of("/proc/" + pid + "/status")).contains(OtherUser.ALL_FOUR),
                    () -> "it is still root's");
            Path flag = flag("dropper");
            listener.ticks(2);
            listener.launched().awaitErr("belongs to uid 0, which is not trusted", ByHand.SOON);
            assertThat(supervisord.pid("dropper")).isEqualTo(pid);
            OtherUser.owns(flag);
            listener.tick();
            supervisord.awaitNewPid("dropper", pid, ByHand.SOON);
        }
    }

    /** Like fault 11: its flag is below its new root. */
    @Test
    void should_look_below_the_root_that_a_service_has_entered_since_the_last_scan() throws Exception {
        long pid = supervisord.pid("jailed");
        Path jail = folder.resolve("jail");
        try (TickedListener listener = TickedListener.ready(supervisord, "single", "-p", "jailed", "--listen")) {
            Files.createFile(folder.resolve("jail-now"));
            Eventually.within(
                    ByHand.SOON,
                    () -> Files.readSymbolicLink(Path.of("/proc/" + pid + "/root"))
                            .equals(jail),
                    () -> "it still has our root");
            Files.createFile(jail.resolve("jailed.oome"));
            listener.tick();
            supervisord.awaitNewPid("jailed", pid, ByHand.SOON);
        }
    }

    /** Fault 12. */
    @Test
    void should_trust_the_user_that_a_service_runs_its_jvm_as() throws Exception {
        long pid = supervisord.pid("inner");
        Eventually.within(
                ByHand.SOON,
                () -> ProcessHandle.of(pid)
                        .orElseThrow()
                        .descendants()
                        .findAny()
                        .isPresent(),
                () -> "runuser has no child");
        Files.setAttribute(flag("inner"), "unix:uid", NOBODY);
        Launcher.Result result = byHand("inner");
        assertThat(result.exit()).as(result.toString()).isZero();
        supervisord.awaitNewPid("inner", pid, ByHand.SOON);
    }

    /** Fault 12. */
    @Test
    void should_not_report_success_if_a_process_of_the_old_run_survives() throws Exception {
        long pid = supervisord.pid("wrapped");
        ProcessHandle survivor =
                ProcessHandle.of(pid).orElseThrow().children().findFirst().orElseThrow();
        flag("wrapped");
        Launcher.Result result = byHand("wrapped");
        supervisord.awaitNewPid("wrapped", pid, ByHand.SOON);
        assertThat(result.exit()).as(result.toString()).isEqualTo(1);
        assertThat(result.out().replaceAll("\\s+", " "))
                .contains("pid " + survivor.pid() + " of its previous run is still alive", "stopasgroup=true");
        assertThat(byHand("wrapped").exit()).isEqualTo(1);

        survivor.destroyForcibly();
        Eventually.within(ByHand.SOON, () -> !survivor.isAlive(), () -> "it survived SIGKILL");
        Launcher.Result after = byHand("wrapped");
        assertThat(after.exit()).as(after.toString()).isZero();
    }

    @Test
    void should_leave_a_shared_flag_to_a_process_that_is_not_selected() throws Exception {
        Path flag = flag("both");
        assertThat(byHand("left").exit()).isZero();
        assertThat(ByHand.spawned(supervisord, "left")).isEqualTo(2);
        assertThat(flag).exists();
        assertThat(byHand("left").exit()).isZero();
        assertThat(byHand("right").exit()).isZero();
        assertThat(ByHand.spawned(supervisord, "left")).isEqualTo(2);
        assertThat(ByHand.spawned(supervisord, "right")).isEqualTo(2);
        byHand("left");
        assertThat(flag).doesNotExist();
    }
}
