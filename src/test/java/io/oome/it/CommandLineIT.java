package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Arguments → exit code, stdout, stderr. */
@Timeout(60)
class CommandLineIT {

    @TempDir
    Path cwd;

    static Stream<Arguments> commandLines() {
        return Stream.of(
                Arguments.of("", 2, "oome_monitor: say what to watch: single -p NAME, or all; see oome_monitor --help"),
                Arguments.of("frobnicate", 2, "oome_monitor: Unmatched argument at index 0: 'frobnicate'"),
                Arguments.of("all --frobnicate", 2, "oome_monitor: Unknown option: '--frobnicate'"),
                Arguments.of("single", 2, "oome_monitor: single needs -p NAME; to watch all processes say all"),
                Arguments.of("single -p", 2, "oome_monitor: Missing required parameter for option '--process-name'"),
                Arguments.of("single -p a -p b -o /x", 2, "oome_monitor: -o FILE goes with one -p only"),
                Arguments.of("-p a single -p b -o /x", 2, "oome_monitor: -o FILE goes with one -p only"),
                Arguments.of("single -p a/b", 2, "oome_monitor: -p \"a/b\" is no process name"),
                Arguments.of("all -p web", 2, "oome_monitor: -p and -o go with single"),
                Arguments.of("-o /x all", 2, "oome_monitor: -p and -o go with single"),
                Arguments.of("all --parallel many", 2, "oome_monitor: Invalid value for option '--parallel': 'many'"),
                Arguments.of("all --parallel 0", 2, "oome_monitor: --parallel: \"0\" is not a number from 1 to 1000"),
                Arguments.of(
                        "all --max-restarts 3",
                        2,
                        "\"3\" is not of the form N/DURATION, N from 1 to 100, such as 3/10m"),
                Arguments.of(
                        "all --max-restarts 101/10m", 2, "\"101/10m\" is not of the form N/DURATION, N from 1 to 100"),
                Arguments.of("all --max-restarts 3/10y", 2, "\"10y\" is no duration: give a number and s, m, h or d"),
                Arguments.of("all --format xml", 2, "oome_monitor: Invalid value for option '--format'"),
                Arguments.of("--once all --listen", 2, "oome_monitor: --once and --listen exclude each other"),
                Arguments.of("all --every 30s --once", 2, "oome_monitor: --every excludes --once and --listen"),
                Arguments.of("--listen --every 30s all", 2, "oome_monitor: --every excludes --once and --listen"),
                Arguments.of("all --every 0s", 2, "\"0s\" is no duration: give a number and s, m, h or d"),
                Arguments.of(
                        "all --every 30s --format json", 2, "oome_monitor: --format json goes with a scan by hand"),
                Arguments.of("all --check --format json", 2, "oome_monitor: --format json goes with a scan by hand"),
                Arguments.of("--check --every 30s all", 2, "oome_monitor: --check is one look"),
                Arguments.of("all --listen --check", 2, "oome_monitor: --check is one look"),
                Arguments.of("--server-url unix:///nowhere/sock all --check", 3, "no such socket"),
                Arguments.of("all --health-file /x", 2, "oome_monitor: --health-file goes with --every"),
                Arguments.of("all --every 30s --server-url ftp://x", 2, "neither http://HOST:PORT nor unix:///PATH"),
                Arguments.of("all --server-url ftp://x", 2, "neither http://HOST:PORT nor unix:///PATH"),
                Arguments.of("all --server-url unix://rel", 2, "needs an absolute path"),
                Arguments.of("all --server-url http://:9001", 2, "is not of the form http://HOST:PORT"),
                Arguments.of("--server-url unix:///nowhere/sock all", 3, "no such socket: unix:///nowhere/sock"));
    }

    @ParameterizedTest
    @MethodSource("commandLines")
    void should_answer_a_wrong_command_line_with_one_line(String arguments, int exit, String message) {
        Launcher.Result result = run(arguments);
        assertThat(result.exit()).isEqualTo(exit);
        assertThat(result.err().lines()).hasSize(1).allMatch(line -> line.contains(message));
        assertThat(result.out()).isEmpty();
    }

    @Test
    void should_never_repeat_a_password() {
        Launcher.Result result = run("all --server-url http://u:secret@127.0.0.1:9001");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("SUPERVISOR_PASSWORD").doesNotContain("secret");
    }

    @Test
    void should_add_a_stack_trace_when_verbose() {
        Launcher.Result result = run("all --verbose --server-url unix:///nowhere/sock");
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).contains("no such socket", "SupervisorUnreachable", "\tat ");
    }

    @Test
    void should_show_its_help_and_its_version_on_stdout() {
        Launcher.Result help = run("--help");
        assertThat(help.exit()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out())
                .startsWith("Usage: oome_monitor ")
                .contains("--dry", "--process-name", "--oome-file", "--once", "--listen", "--server-url", "--format")
                .contains(
                        "--verbose",
                        "--check",
                        "--parallel",
                        "--max-restarts",
                        "Exit codes: 0 done; 1",
                        "docker exec web");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(run("all -h").out()).startsWith("Usage: oome_monitor all");
        assertThat(run("-V").out()).matches("oome-monitor \\S+\n");
    }

    @Test
    void should_name_all_that_is_wrong_in_the_configuration() throws Exception {
        Path settings = Files.writeString(
                cwd.resolve("application.properties"),
                "oome-monitor.parallel=many\noome-monitor.max-restarts=7\noome-monitor.file.web=/x\n");
        Launcher.Result result = Launcher.run(
                ByHand.SOON, Map.of("OOME_MONITOR_CONFIG", settings.toString()), cwd, "oome_monitor", "all");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err())
                .contains("oome-monitor.parallel: \"many\"", "oome-monitor.max-restarts: \"7\"")
                .contains("oome-monitor.file.web is no setting of this program");
    }

    @Test
    void should_not_read_settings_from_a_working_directory_that_is_anybodys() throws Exception {
        Files.createDirectory(cwd.resolve("config"));
        Files.writeString(cwd.resolve("config/application.properties"), "oome-monitor.parallel=0\n");
        Files.writeString(cwd.resolve(".env"), "OOME_MONITOR_PARALLEL=0\n");
        assertThat(run("--server-url unix:///nowhere/sock all").err()).contains("no such socket");
    }

    @Test
    void should_work_from_a_copy_of_the_install_tree_through_a_link_elsewhere() throws Exception {
        Path copy = cwd.resolve("copy with blank");
        Process cp = new ProcessBuilder(
                        "cp",
                        "-a",
                        Launcher.program("oome_monitor").getParent().getParent().toString(),
                        copy.toString())
                .inheritIO()
                .start();
        assertThat(cp.waitFor()).isZero();
        Path link = Files.createSymbolicLink(cwd.resolve("link"), copy.resolve("bin/oome_monitor"));
        Path linkToLink = Files.createSymbolicLink(cwd.resolve("oome_monitor"), link.getFileName());
        Launcher.Result result =
                Launcher.runCommand(ByHand.SOON, Map.of(), cwd, java.util.List.of(linkToLink.toString(), "-V"));
        assertThat(result.exit()).isZero();
        assertThat(result.out()).startsWith("oome-monitor ");
    }

    @Test
    void should_not_be_told_what_is_meant_for_another_jvm() {
        Launcher.Result result = Launcher.run(
                ByHand.SOON,
                Map.of("JAVA_TOOL_OPTIONS", "-Xmx1m", "JDK_JAVA_OPTIONS", "-Xmx1m"),
                cwd,
                "oome_monitor",
                "-V");
        assertThat(result.exit()).isZero();
        assertThat(result.err()).isEmpty();
    }

    private Launcher.Result run(String arguments) {
        String[] argv = ("oome_monitor " + arguments).strip().split(" ");
        return Launcher.run(ByHand.SOON, Map.of(), cwd, argv);
    }
}
