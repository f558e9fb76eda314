package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code docker exec web oome_monitor …}: one scan, and its table. One supervisord serves all these tests. */
@OneByOne
@Timeout(120)
class OomeMonitorByHandIT {

    private static RealSupervisord supervisord;
    private static Path folder;

    @BeforeAll
    static void start() {
        SupervisordConfig config = ByHand.watched();
        folder = config.folder();
        supervisord = config.program("web", Programs.sleeper(), environment("web.oome"))
                .program("api", Programs.sleeper(), environment("api.oome"))
                .program("stopped", Programs.sleeper(), environment("stopped.oome"))
                .program(
                        "exited",
                        Programs.crasher(java.time.Duration.ofMillis(1200), 3),
                        "autorestart=false",
                        environment("exited.oome"))
                .program("relative", Programs.sleeper(), "directory=" + folder, environmentOf("OOME_FILE=\"rel.oome\""))
                .program("left", Programs.sleeper(), environment("pair.oome"))
                .program("right", Programs.sleeper(), environment("pair.oome"))
                .program("漢字", Programs.sleeper(), "directory=" + folder)
                .start();
        for (String program : new String[] {"web", "api", "stopped", "relative", "left", "right", "漢字"}) {
            supervisord.awaitState(program, "RUNNING", ByHand.SOON);
        }
        supervisord.ctl("stop", "stopped");
        supervisord.awaitState("exited", "EXITED", ByHand.SOON);
    }

    @AfterAll
    static void end() {
        supervisord.close();
    }

    @AfterEach
    void removeFlags() throws IOException {
        try (var files = Files.newDirectoryStream(folder, "*.oome*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private static String environment(String flag) {
        return environmentOf("OOME_FILE=\"" + folder.resolve(flag) + "\"");
    }

    private static String environmentOf(String variables) {
        return "environment=" + variables;
    }

    private static Path flag(String name) throws IOException {
        return Files.createFile(folder.resolve(name));
    }

    @Test
    void should_explain_every_process_and_touch_nothing_when_dry() throws Exception {
        Path flag = flag("web.oome");
        long pid = supervisord.pid("web");

        Launcher.Result result = ByHand.oomeMonitor(supervisord, "--dry", "all");

        assertThat(result.exit()).isZero();
        assertThat(result.out().lines().findFirst().orElse(""))
                .matches("PROCESS +STATE +PID +JVM +UPTIME +LAST RESTART +WOULD +WHY");
        assertThat(result.out())
                .containsPattern("(?m)^web +RUNNING +" + pid
                        + " +no JVM +\\d+s +(-|now|\\d+s ago .*) +restart +OutOfMemoryError flag " + flag)
                .containsPattern("(?m)^stopped +STOPPED +- +- +- +- +nothing +it is down")
                .containsPattern("(?m)^漢字 +RUNNING");
        assertThat(result.out().replaceAll("\\s+", " "))
                .contains("OutOfMemoryError flag " + flag + " (rule: OOME_FILE), ")
                .contains("old, owner uid 0")
                .contains("no flag " + folder.resolve("api.oome") + " (rule: OOME_FILE)")
                .contains("no flag " + folder.resolve("work/oome") + " (rule: cwd)")
                .endsWith("8 processes of " + supervisord.serverUrl()
                        + " (found by: --server-url): 1 to restart, 7 fine ");
        assertThat(result.out().lines()).as("one a process, and two").hasSize(10);
        assertThat(result.out().lines().skip(1).findFirst().orElseThrow()).startsWith("web ");
        assertThat(result.err()).isEmpty();
        assertThat(flag).exists();
        assertThat(supervisord.pid("web")).isEqualTo(pid);
    }

    @Test
    void should_say_the_same_in_json() throws Exception {
        flag("web.oome");
        Launcher.Result result = ByHand.oomeMonitor(supervisord, "single", "--dry", "-p", "web", "--format", "json");
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("\"decision\" : \"restart\"", "\"rule\" : \"OOME_FILE\"", "\"present\" : true")
                .doesNotContain("\"api\"");
    }

    @Test
    void should_restart_a_flagged_process_and_report_old_and_new_pid() throws Exception {
        flag("web.oome");
        long web = supervisord.pid("web");
        long api = supervisord.pid("api");
        Launcher.Result result = ByHand.oomeMonitor(supervisord, "all");
        assertThat(result.exit()).isZero();
        long newPid = supervisord.pid("web");
        assertThat(newPid).isNotEqualTo(web);
        assertThat(result.out())
                .containsPattern("(?m)^web +RUNNING +" + web + " → " + newPid
                        + " +no JVM +\\d+s +now \\(\\d+ in 24 h\\) +restarted +OutOfMemoryError flag")
                .endsWith(": 1 restarted, 7 fine\n");
        assertThat(result.err()).isEmpty();
        assertThat(supervisord.pid("api")).isEqualTo(api);
        assertThat(ByHand.unfinished(supervisord)).isEmpty();
    }

    @Test
    void should_leave_processes_alone_that_single_does_not_name() throws Exception {
        flag("web.oome");
        flag("api.oome");
        long web = supervisord.pid("web");
        long api = supervisord.pid("api");
        assertThat(ByHand.oomeMonitor(supervisord, "single", "-p", "a?i").exit())
                .isZero();
        assertThat(supervisord.pid("api")).isNotEqualTo(api);
        assertThat(supervisord.pid("web")).isEqualTo(web);
    }

    @Test
    void should_exit_with_1_and_report_a_name_that_matches_no_process() {
        Launcher.Result result = ByHand.oomeMonitor(supervisord, "single", "-p", "wbe", "-p", "api");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).containsPattern("(?m)^wbe +.*-p matches no supervised process$");
        assertThat(result.err()).as("what the table says is not logged, too").isEmpty();
    }

    @Test
    void should_leave_a_process_stopped_that_an_operator_has_stopped() throws Exception {
        Path flag = flag("stopped.oome");
        Launcher.Result result = ByHand.oomeMonitor(supervisord, "single", "-p", "stopped", "-o", flag.toString());
        assertThat(result.out())
                .containsPattern(
                        "(?m)^stopped +STOPPED +- +- +- +- +left stopped +OutOfMemoryError flag .*; but an operator");
        assertThat(supervisord.state("stopped")).isEqualTo("STOPPED");
        assertThat(flag).exists();
    }

    @Test
    void should_start_an_exited_process_with_a_flag_of_its_last_run() throws Exception {
        Path flag = flag("exited.oome");
        long before = ByHand.spawned(supervisord, "exited");
        Launcher.Result result = ByHand.oomeMonitor(supervisord, "single", "-p", "exited", "-o", flag.toString());
        assertThat(result.exit()).isZero();
        assertThat(ByHand.spawned(supervisord, "exited")).isEqualTo(before + 1);
        assertThat(result.out())
                .containsPattern(
                        "(?m)^exited +(RUNNING|EXITED) +-( → \\d+)? +.* (started|exited again) +OutOfMemoryError flag");
        assertThat(flag).doesNotExist();
        supervisord.awaitState("exited", "EXITED", ByHand.SOON);
    }

    @Test
    void should_delete_a_flag_that_is_older_than_the_present_run() throws Exception {
        Path flag = flag("api.oome");
        supervisord.ctl("restart", "api");
        supervisord.awaitState("api", "RUNNING", ByHand.SOON);
        long pid = supervisord.pid("api");
        Launcher.Result result = ByHand.oomeMonitor(supervisord, "single", "-p", "api");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).containsPattern("(?m)^api +RUNNING +" + pid + " .* flag deleted +stale flag");
        assertThat(flag).doesNotExist();
        assertThat(supervisord.pid("api")).isEqualTo(pid);
    }

    @Test
    void should_take_a_relative_path_from_the_working_directory_of_the_process() throws Exception {
        flag("rel.oome");
        long pid = supervisord.pid("relative");
        assertThat(ByHand.oomeMonitor(supervisord, "single", "-p", "relative").exit())
                .isZero();
        assertThat(supervisord.pid("relative")).isNotEqualTo(pid);
    }

    @Test
    void should_refuse_symbolic_links_directories_and_foreign_files() throws Exception {
        Path precious = Files.createFile(folder.resolve("precious"));
        Path link = Files.createSymbolicLink(folder.resolve("web.oome"), precious);
        Path directory = Files.createDirectory(folder.resolve("api.oome"));
        Path foreign = flag("pair.oome");
        Files.setAttribute(foreign, "unix:uid", 12345);
        long web = supervisord.pid("web");

        Launcher.Result result = ByHand.oomeMonitor(supervisord, "all");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out().replaceAll("\\s+", " "))
                .contains(link + " is a symbolic link")
                .contains(directory + " is a folder: remove it, or name a file in it")
                .contains(foreign + " belongs to uid 12345")
                .contains("docker exec -u 0 … touch " + foreign);
        assertThat(supervisord.pid("web")).isEqualTo(web);
        assertThat(precious).exists();
        assertThat(link).isSymbolicLink();
    }

    @Test
    void should_restart_only_the_one_whose_pid_a_shared_flag_holds() throws Exception {
        long left = supervisord.pid("left");
        long right = supervisord.pid("right");
        Files.writeString(folder.resolve("pair.oome"), right + "\n");
        Launcher.Result result = ByHand.oomeMonitor(supervisord, "all");
        assertThat(result.exit()).isZero();
        assertThat(supervisord.pid("right")).isNotEqualTo(right);
        assertThat(supervisord.pid("left")).isEqualTo(left);
        assertThat(result.out().replaceAll("\\s+", " ")).contains("holds the pid of another process");
    }

    @Test
    void should_use_the_configured_file() throws Exception {
        Path flag = flag("configured.oome");
        Path settings = Files.writeString(
                folder.resolve("settings.properties"), "oome-monitor.files.\"web\\:web\"=" + flag + "\n");
        var environment = ByHand.environment(supervisord);
        environment.put("OOME_MONITOR_CONFIG", settings.toString());
        environment.put("SUPERVISOR_SERVER_URL", supervisord.serverUrl());
        Launcher.Result result = Launcher.run(ByHand.SOON, environment, folder, "oome_monitor", "-d", "all");
        assertThat(result.out().replaceAll("\\s+", " ")).contains(flag + " (rule: configuration)");
    }

    /** With --once a child of supervisord needs no option to find its supervisord, and the password. */
    @Test
    void should_find_the_supervisord_that_started_it() {
        SupervisordConfig config = ByHand.watched().inetServer().credentials("u", "secret");
        config.program("web", Programs.sleeper())
                .program(
                        "dry",
                        Programs.installed("oome_monitor", "--once", "--dry", "all"),
                        "autorestart=false",
                        "startsecs=0",
                        "environment=SUPERVISOR_SERVER_URL=\"\"");
        try (RealSupervisord other = config.start()) {
            other.awaitStdout("dry", "^web +(STARTING|RUNNING) +\\d+ +no JVM +\\d+s +- +nothing +no flag", ByHand.SOON);
        }
    }

    @Test
    void should_give_a_remedy_for_a_password_known_only_as_a_hash() {
        SupervisordConfig config =
                ByHand.watched().hashedCredentials("u", "secret").withoutSupervisorctlSection();
        config.program("dry", Programs.installed("oome_monitor", "--once", "all"), "autorestart=false", "startsecs=0");
        try (RealSupervisord other = config.start()) {
            other.awaitStderr(
                    "dry",
                    "^oome_monitor: .*401.* is a \\{SHA\\} hash.*: set SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD$",
                    ByHand.SOON);
            other.awaitLog("exited: dry \\(exit status 3", ByHand.SOON);
            assertThat(other.stderrOf("dry")).doesNotContain("secret");
        }
    }

    /**
     * The other tests' supervisord runs here, too: the one that the monitor talks to determines which file lists
     * listeners.
     */
    @Test
    void should_know_the_listeners_of_the_supervisord_that_it_talks_to() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("other.oome");
        config.eventlistener(
                "other",
                Programs.command("sh", "-c", "echo READY; exec sleep 86400"),
                "events=TICK_3600",
                "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord another = config.start()) {
            another.awaitState("other", "RUNNING", ByHand.SOON);
            Files.createFile(flag);
            Launcher.Result result = ByHand.oomeMonitor(another, "all");
            assertThat(result.out())
                    .containsPattern("(?m)^other +RUNNING .* nothing +.*event listener: never acted on");
            assertThat(ByHand.spawned(another, "other")).isEqualTo(1);
        }
    }
}
