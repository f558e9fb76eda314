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

/** Arguments → exit code, stdout, stderr of the program: one of each kind; CommandLinesTest has them all. */
@Timeout(60)
class CommandLineIT {

    @TempDir
    Path cwd;

    static Stream<Arguments> commandLines() {
        return Stream.of(
                Arguments.of("al", 2, "oome_monitor: no such command: al; did you mean all?; see oome_monitor --help"),
                Arguments.of("--server-url unix:///nowhere/sock all", 3, "no such socket: unix:///nowhere/sock"));
    }

    @ParameterizedTest
    @MethodSource("commandLines")
    void should_answer_a_usage_error_with_one_line(String arguments, int exit, String message) {
        Launcher.Result result = run(arguments);
        assertThat(result.exit()).isEqualTo(exit);
        assertThat(result.err().lines()).hasSize(1).allMatch(line -> line.contains(message));
        assertThat(result.out()).isEmpty();
    }

    @Test
    void should_add_a_stack_trace_when_verbose() {
        Launcher.Result result = run("all --verbose --server-url unix:///nowhere/sock");
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).contains("no such socket", "SupervisorUnreachable", "\tat ");
    }

    @Test
    void should_print_its_help_to_stdout() {
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
                        "Exit codes: 0 success; 1",
                        "docker exec web");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void should_not_read_settings_from_the_working_directory() throws Exception {
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
        assertThat(result.out()).matches("oome-monitor \\S+\n");
    }

    @Test
    void should_ignore_options_meant_for_another_jvm() {
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
