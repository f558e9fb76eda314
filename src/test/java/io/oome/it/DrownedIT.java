package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Input that a process controls is read with a bound: faults 17 and 18 of issue 10. One supervisord serves all these
 * tests; each watches its own programs.
 */
@OneByOne
@Tag("thorough")
@Timeout(180)
class DrownedIT {

    private static final Duration IN_TIME = Duration.ofSeconds(10);
    private static final int NATIVE_KB = 45 * 1024;
    private static final int JVM_KB = 130 * 1024;

    /** The kernel accepts 128 kB per argument or variable, and 6 MB in all if the stack has no limit. */
    private static final String HOG =
            """
            import os, resource, sys
            _, hard = resource.getrlimit(resource.RLIMIT_STACK)
            resource.setrlimit(resource.RLIMIT_STACK, (hard, hard))
            kind, python = sys.argv[1], sys.executable
            environment = dict(os.environ)
            argv = [python, "-c", "import time; time.sleep(86400)"]
            if kind == "environment":
                environment.update({"V%d" % i: "x" * 125000 for i in range(44)})
            if kind == "paths":
                environment.update(OOME_FILE="/" + "x" * 130000, HOMEDIR="/" + "y" * 130000)
            if kind == "arguments":
                argv += ["x" * 125000] * 44
            if kind == "components":
                environment.update(OOME_FILE="/a" * 65000)
                argv = ["/usr/bin/unshare", "-m", "sleep", "86400"]
            os.execve(argv[0], argv, environment)
            """;

    private static RealSupervisord supervisord;
    private static Path folder;

    @BeforeAll
    static void start() {
        SupervisordConfig config = ByHand.watched();
        folder = config.folder();
        supervisord = config.program("environment", hog("environment"), flagOf("environment"), "autostart=false")
                .program("arguments", hog("arguments"), flagOf("arguments"), "autostart=false")
                .program("components", hog("components"), "autostart=false")
                .program("paths", hog("paths"), "numprocs=20", "process_name=%(process_num)02d", "autostart=false")
                .start();
    }

    @AfterAll
    static void end() {
        supervisord.close();
    }

    /** They slow down every program that looks at all processes of this machine. */
    @AfterEach
    void stop() {
        supervisord.ctl("stop", "all");
    }

    private static void start(String program) {
        Launcher.Result result = supervisord.ctl("start", program);
        assertThat(result.exit()).as(result.toString()).isZero();
    }

    private static String hog(String kind) {
        return Programs.command(Python.script(folder, "hog", HOG, kind));
    }

    private static String flagOf(String program) {
        return "environment=OOME_FILE=\"" + folder.resolve(program + ".oome") + "\"";
    }

    private static TickedListener listener(String pattern) {
        return TickedListener.ready(supervisord, "single", "-p", pattern, "--listen");
    }

    private static void assertSmall(TickedListener listener) throws IOException {
        int peakKb = Files.readAllLines(Path.of("/proc/" + listener.launched().pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToInt(Integer::parseInt)
                .sum();
        assertThat(peakKb).isBetween(1, Launcher.isNative() ? NATIVE_KB : JVM_KB);
    }

    /** Fault 17. */
    @ParameterizedTest
    @ValueSource(strings = {"environment", "arguments"})
    void should_restart_a_process_with_five_megabytes_of(String kind) throws Exception {
        start(kind);
        long pid = supervisord.pid(kind);
        try (TickedListener listener = listener(kind)) {
            for (int i = 0; i < 5; i++) {
                listener.tick(IN_TIME);
            }
            Files.createFile(folder.resolve(kind + ".oome"));
            listener.tick(IN_TIME);
            supervisord.awaitNewPid(kind, pid, ByHand.SOON);
            listener.launched().awaitErr(kind + " restarted: ", ByHand.SOON);
            assertThat(listener.launched().err()).doesNotContain(" WARN ", " ERROR ");
            assertSmall(listener);
        }
    }

    /** Fault 17. */
    @Test
    void should_survive_twenty_processes_with_overlong_paths() throws Exception {
        start("paths:*");
        try (TickedListener listener = listener("paths:*")) {
            for (int i = 0; i < 5; i++) {
                listener.tick(IN_TIME);
            }
            assertThat(listener.launched().err().lines().filter(it -> it.contains("paths:")))
                    .as("a line a process at the most")
                    .hasSizeLessThan(21);
            assertThat(listener.launched().err()).doesNotContain("xxxxxxxx", "OutOfMemoryError");
            assertSmall(listener);
        }
        Launcher.Result dry = ByHand.oomeMonitor(supervisord, "--dry", "single", "-p", "paths:00");
        assertThat(dry.out().replaceAll("\\s+", " "))
                .contains("OOME_FILE: the path is longer than 4096 bytes")
                .doesNotContain("xxxxxxxx");
    }

    /** Fault 17: without an option a run by hand searches the arguments of all processes for a supervisord. */
    @Test
    void should_find_no_supervisord_beside_a_process_with_five_megabytes_of_arguments() throws Exception {
        OtherUser.assumeRoot();
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "-p",
                "-f",
                "--mount-proc",
                "--kill-child",
                "sh",
                "-c",
                "\"$@\" >/dev/null & exec \"$0\" --dry all"));
        command.add(Launcher.program("oome_monitor").toString());
        command.addAll(List.of(Python.script(folder, "hog", HOG, "arguments")));
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Launcher.Result result =
                Launcher.runCommand(TickedListener.SOON, ByHand.environment(supervisord), empty, command);
        assertThat(result.exit()).as(result.toString()).isEqualTo(3);
        assertThat(result.err()).contains("supervisord").doesNotContain("OutOfMemoryError");
    }

    /** Fault 18. */
    @Test
    void should_scan_within_two_seconds_when_a_path_of_another_mount_namespace_has_65000_components() {
        OtherUser.assumeRoot();
        start("components");
        try (TickedListener listener = listener("components")) {
            long fastest = IntStream.range(0, 5)
                    .mapToLong(i -> {
                        long begin = System.nanoTime();
                        listener.tick(IN_TIME);
                        return System.nanoTime() - begin;
                    })
                    .min()
                    .orElseThrow();
            assertThat(Duration.ofNanos(fastest)).isLessThan(Duration.ofSeconds(2));
        }
    }
}
