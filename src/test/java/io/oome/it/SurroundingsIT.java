package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Surroundings that neither command should stumble over: fault 24. */
@Tag("thorough")
@Timeout(60)
class SurroundingsIT {

    private static final String NO_SOCKET = "unix:///nowhere/sock";

    @TempDir
    Path cwd;

    @Test
    void should_take_an_empty_configuration_name_as_unset_of_fault_24() throws Exception {
        Files.writeString(cwd.resolve("application.properties"), "oome-monitor.parallel=0\n");
        Launcher.Result result =
                run(Map.of("OOME_MONITOR_CONFIG", ""), "oome_monitor", "--server-url", NO_SOCKET, "all");
        assertThat(result.err()).contains("no such socket").hasLineCount(1);
        assertThat(result.exit()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oome_monitor --server-url unix:///nowhere/sock all",
                "oom_score_adj --server-url unix:///nowhere/sock -a"
            })
    void should_name_every_mistake_in_the_configuration_of_fault_24(String command) throws Exception {
        Path settings = Files.writeString(
                cwd.resolve("settings.properties"),
                """
                oome-monitor.parallel=many
                oome-monitor.max-restarts=101/1h
                oome-monitor.mail.to=ops
                oome-monitor.mail.gather=soon
                oome-monitor.server-url=ftp://x
                oome-monitor.file.web=/x
                oome-monitor.files."a:b"=/x
                oome-monitor.files."c\\:d"=/x
                oome-monitor.files.empty=
                oome-monitor.username=
                oome-monitor.password=a${nothing}b
                """);
        Launcher.Result result = run(Map.of("OOME_MONITOR_CONFIG", settings.toString()), command.split(" "));
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).hasLineCount(1);
        assertThat(result.err())
                .contains("oome-monitor.parallel: \"many\"", "oome-monitor.max-restarts: \"101/1h\"")
                .contains("oome-monitor.mail.to: its value is not a mail address", "oome-monitor.mail.gather: \"soon\"")
                .contains("oome-monitor.server-url: ", "oome-monitor.file.web is not a setting of this program")
                .contains("oome-monitor.files.\"a lacks a quote", "oome-monitor.password refers to an unknown setting")
                .doesNotContain("nothing", "c:d");
    }

    @Test
    void should_refuse_a_configuration_that_would_be_ignored() throws Exception {
        Path settings = Files.createFile(cwd.resolve("settings.conf"));
        Launcher.Result result = run(Map.of("OOME_MONITOR_CONFIG", settings.toString()), "oome_monitor", "-V");
        assertThat(result.err())
                .isEqualTo("oome_monitor: configuration: " + settings
                        + " would be ignored: its name must end in .properties\n");
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void should_refuse_a_malformed_configuration_with_one_line() throws Exception {
        Path settings = Files.writeString(cwd.resolve("settings.properties"), "a=\\uZZZZ\n");
        Launcher.Result result = run(Map.of("OOME_MONITOR_CONFIG", settings.toString()), "oome_monitor", "-V");
        assertThat(result.err())
                .isEqualTo("oome_monitor: configuration: " + settings
                        + " is not a properties file in UTF-8: Malformed \\uxxxx encoding.\n");
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void should_refuse_a_relative_state_dir() throws Exception {
        Launcher.Result result = run(Map.of("OOME_MONITOR_STATE_DIR", "state"), "oome_monitor", "--dry", "all");
        assertThat(result.err()).contains("oome-monitor.state-dir: \"state\" is not an absolute path");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(cwd.resolve("state")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {">/dev/full", ">&-"})
    void should_report_that_its_output_cannot_be_written_of_fault_24(String redirection) {
        // Before the first line of Java runs, an executable's runtime reuses descriptor 1 for something else.
        assumeThat(redirection.equals(">&-") && Launcher.isNative())
                .as("a closed stdout can't be told natively")
                .isFalse();
        Launcher.Result result = shell("\"$0\" --help " + redirection);
        assertThat(result.err())
                .isEqualTo("oome_monitor: can't write the output: is the disk full, or stdout closed?\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    /** Like {@code | head}, which exits before the first line arrives. */
    @Test
    void should_not_complain_about_a_reader_that_has_seen_enough() {
        Launcher.Result result =
                shell("mkfifo pipe; : <pipe & exec 3>pipe; wait; \"$0\" --help >&3; echo \"exit $?\" >&2");
        assertThat(result.err()).isEqualTo("exit 0\n");
    }

    @Test
    void should_report_that_a_table_cannot_be_written_of_fault_24() {
        try (RealSupervisord supervisord =
                RealSupervisord.configured().program("web", Programs.sleeper()).start()) {
            for (String format : List.of("table", "json")) {
                Launcher.Result result = shell("\"$0\" --server-url " + supervisord.serverUrl() + " --dry --format "
                        + format + " all >/dev/full");
                assertThat(result.err()).contains("can't write the output").hasLineCount(1);
                assertThat(result.exit()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:///nowhere/sock", "http://127.0.0.1:9"})
    void should_need_no_dev_or_report_it_in_one_line_of_fault_24(String server) {
        List<String> unshare = List.of("unshare", "-m", "sh", "-c");
        assumeThat(Launcher.runCommand(ByHand.SOON, Map.of(), cwd, with(unshare, "mount -t tmpfs none /dev"))
                        .exit())
                .as("may mount here")
                .isZero();
        String script = "mount -t tmpfs -o ro none /dev && exec \"$0\" --server-url " + server + " all";
        List<String> command =
                with(unshare, script, Launcher.program("oome_monitor").toString());
        Launcher.Result result = Launcher.runCommand(ByHand.SOON, Map.of(), cwd, command);
        assertThat(result.err())
                .hasLineCount(1)
                .containsPattern("oome_monitor: (no such socket|connection to .* refused|no /dev/urandom: mount /dev)");
        assertThat(result.exit()).isIn(1, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"true", "mkdir /proc/self && : >/proc/self/cmdline", "mkdir /proc/1 && echo 1 >/proc/uptime"})
    void should_say_in_one_line_that_proc_is_missing_or_no_proc(String whatIsThere) {
        // Before our first line glibc's pthread_getattr_np reads /proc/self/maps, and the runtime says only "(code
        // 32)".
        assumeThat(Launcher.isNative() && !Launcher.isStatic())
                .as("an executable linked against glibc can't tell")
                .isFalse();
        List<String> unshare = List.of("unshare", "-m", "sh", "-c");
        String mount = "mount -t tmpfs none /proc && " + whatIsThere;
        assumeThat(Launcher.runCommand(ByHand.SOON, Map.of(), cwd, with(unshare, mount))
                        .exit())
                .as("may mount here")
                .isZero();
        List<String> command = with(
                unshare,
                mount + " && exec \"$0\" --server-url " + NO_SOCKET + " all",
                Launcher.program("oome_monitor").toString());
        Launcher.Result result = Launcher.runCommand(ByHand.SOON, Map.of(), cwd, command);
        assertThat(result.err()).isEqualTo("oome_monitor: /proc/self can't be read: mount /proc here, and try again\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    private Launcher.Result shell(String script) {
        return Launcher.runCommand(
                ByHand.SOON,
                Map.of(),
                cwd,
                List.of("sh", "-c", script, Launcher.program("oome_monitor").toString()));
    }

    private Launcher.Result run(Map<String, String> env, String... argv) {
        return Launcher.run(ByHand.SOON, env, cwd, argv);
    }

    static List<String> with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"oome_monitor all", "oom_score_adj -a -s 100"})
    void should_report_that_a_program_gets_no_events(String command) throws Exception {
        String[] words = command.split(" ");
        words[0] = Launcher.program(words[0]).toString();
        SupervisordConfig config = ByHand.watched();
        Path log = config.folder().resolve("wrong.log");
        config.program("wrong", Programs.command(words), "stderr_logfile=" + log);
        try (RealSupervisord supervisord = config.start()) {
            Eventually.within(
                    ByHand.SOON,
                    () -> Files.exists(log)
                            && Files.readString(log)
                                    .contains("[program:wrong] gets no events: make it an [eventlistener:wrong] in "
                                            + supervisord.folder()),
                    () -> "no word of it");
        }
    }
}
