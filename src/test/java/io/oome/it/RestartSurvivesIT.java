package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that ran out of memory ends up RUNNING whatever happens to the monitor, and delays no other: faults 1, 2, 4
 * and 5 of issue 10. One supervisord serves all these tests; each watches its own programs.
 */
@OneByOne
@Timeout(180)
class RestartSurvivesIT {

    private static RealSupervisord supervisord;
    private static Path folder;

    @BeforeAll
    static void start() {
        SupervisordConfig config = ByHand.watched();
        folder = config.folder();
        supervisord = config.program("slow", Programs.slowStopper(3), "stopwaitsecs=60", flagOf("slow"))
                .program("web", Programs.sleeper(), flagOf("web"))
                .program("zoo", endsSoonAfterItsSecondStart(), "autorestart=false", flagOf("zoo"))
                .program("many", many(12, Programs.sleeper()))
                .program("deaf", many(8, ignoresSigterm(), "stopwaitsecs=3600"))
                .program("failing", many(9, startsUnlessBroken(), "startretries=1000"))
                .start();
        for (String program : List.of("slow", "web", "zoo")) {
            supervisord.awaitState(program, "RUNNING", ByHand.SOON);
        }
        awaitAll("many", 12, "RUNNING");
        awaitAll("deaf", 8, "RUNNING");
        awaitAll("failing", 9, "RUNNING");
    }

    @AfterAll
    static void end() {
        supervisord.close();
    }

    private static String flagOf(String program) {
        return "environment=OOME_FILE=\"" + folder.resolve(program + ".oome") + "\"";
    }

    private static String[] many(int number, String... lines) {
        List<String> all = new ArrayList<>(List.of(
                "numprocs=" + number,
                "process_name=%(program_name)s_%(process_num)02d",
                "environment=OOME_FILE=\"" + folder + "/%(program_name)s%(process_num)02d.oome\""));
        all.addAll(List.of(lines));
        return all.toArray(String[]::new);
    }

    private static String ignoresSigterm() {
        return Programs.command("sh", "-c", "trap '' TERM;exec sleep 86400");
    }

    private static String startsUnlessBroken() {
        return Programs.command("sh", "-c", "test ! -e " + folder.resolve("broken") + " && exec sleep 86400");
    }

    /** Like ZooKeeper: it exits with 0, and no scan has seen that run. */
    private static String endsSoonAfterItsSecondStart() {
        Path again = folder.resolve("again");
        return Programs.command(
                "sh", "-c", "rm " + again + " 2>/dev/null || exec sleep 86400;sleep 1.5;touch $OOME_FILE;exit 0");
    }

    private static void flag(String name) throws IOException {
        Files.createFile(folder.resolve(name + ".oome"));
    }

    private static void flags(String program, int number) throws IOException {
        for (int i = 0; i < number; i++) {
            flag(program + "%02d".formatted(i));
        }
    }

    private static void awaitAll(String program, int number, String state) {
        for (int i = 0; i < number; i++) {
            supervisord.awaitState(member(program, i), state, TickedListener.SOON);
        }
    }

    private static String member(String program, int i) {
        return "%1$s:%1$s_%2$02d".formatted(program, i);
    }

    /** A failed test leaves it down. */
    private static long running(String name) {
        Eventually.within(
                TickedListener.SOON,
                () -> {
                    String state = supervisord.state(name);
                    if (state.equals("STOPPED")) {
                        supervisord.ctl("start", name);
                    }
                    return state.equals("RUNNING");
                },
                () -> name + " is not RUNNING");
        return supervisord.pid(name);
    }

    @AfterEach
    void removeFlags() throws IOException {
        Files.deleteIfExists(folder.resolve("broken"));
        try (var flags = Files.newDirectoryStream(folder, "*.oome*")) {
            for (Path flag : flags) {
                Files.delete(flag);
            }
        }
    }

    private static void signal(Launched launched, String signal) {
        Launcher.runCommand(ByHand.SOON, Map.of(), folder, List.of("kill", "-" + signal, "" + launched.pid()));
    }

    /** Fault 1. */
    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void should_finish_a_restart_when_a_run_by_hand_gets_a_signal(String name) throws Exception {
        long pid = running("slow");
        flag("slow");
        try (Launched monitor = ByHand.start(supervisord, "single", "-p", "slow")) {
            supervisord.awaitState("slow", "STOPPING", ByHand.SOON);
            signal(monitor, name);
            assertThat(monitor.awaitExit(TickedListener.SOON).exit())
                    .as("by itself, not by the signal")
                    .isIn(0, 1);
        }
        supervisord.awaitNewPid("slow", pid, ByHand.SOON);
    }

    /** Fault 1. */
    @Test
    void should_finish_a_restart_when_sigterm_follows_the_end_of_input() throws Exception {
        long pid = running("slow");
        flag("slow");
        try (Launched listener = ByHand.start(supervisord, "single", "-p", "slow", "--listen")) {
            supervisord.awaitState("slow", "STOPPING", ByHand.SOON);
            listener.endInput();
            listener.awaitErr("exiting; waiting for slow", ByHand.SOON);
            listener.sigterm();
            assertThat(listener.awaitExit(TickedListener.SOON).exit()).isZero();
        }
        supervisord.awaitNewPid("slow", pid, ByHand.SOON);
    }

    /** Fault 2. */
    @Test
    void should_restart_another_process_while_nine_are_in_backoff_after_their_start() throws Exception {
        long web = running("web");
        try (TickedListener listener =
                TickedListener.ready(supervisord, "single", "-p", "failing:*", "-p", "web", "--listen")) {
            Files.createFile(folder.resolve("broken"));
            flags("failing", 9);
            listener.tick();
            awaitAll("failing", 9, "BACKOFF");
            flag("web");
            listener.tick();
            supervisord.awaitNewPid("web", web, TickedListener.SOON);
            listener.tickUntil("failing:failing_08 NOT restarted");
            listener.launched().sigterm();
            assertThat(listener.launched().awaitExit(ByHand.SOON).exit()).isZero();
        }
    }

    /** Fault 2. */
    @Test
    void should_restart_another_process_while_eight_take_an_hour_to_stop() throws Exception {
        long web = running("web");
        List<Long> deaf = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            deaf.add(supervisord.pid(member("deaf", i)));
        }
        try (TickedListener listener =
                TickedListener.ready(supervisord, "single", "-p", "deaf:*", "-p", "web", "--listen")) {
            flags("deaf", 8);
            listener.tick();
            awaitAll("deaf", 8, "STOPPING");
            flag("web");
            listener.tick();
            supervisord.awaitNewPid("web", web, TickedListener.SOON);

            listener.launched().sigterm();
            listener.launched().awaitErr("exiting; waiting for .*deaf:deaf_07 \\(stop\\)", ByHand.SOON);
            deaf.forEach(pid -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());
            assertThat(listener.launched().awaitExit(TickedListener.SOON).exit())
                    .isZero();
        }
        awaitAll("deaf", 8, "RUNNING");
    }

    /** Fault 4. */
    @Test
    void should_restart_a_process_that_runs_out_of_memory_and_exits_within_two_seconds() throws Exception {
        running("zoo");
        try (TickedListener listener = TickedListener.ready(supervisord, "single", "-p", "zoo", "--listen")) {
            Files.createFile(folder.resolve("again"));
            flag("zoo");
            listener.tick();
            Eventually.within(
                    TickedListener.SOON, () -> ByHand.spawned(supervisord, "zoo") == 3, () -> listener.launched()
                            .err());
            listener.tickUntil(
                    "zoo (re)?started: OutOfMemoryError flag .*zoo.oome.*(?s:.*)zoo (re)?started: OutOfMemoryError flag");
            supervisord.awaitState("zoo", "RUNNING", ByHand.SOON);
            listener.ticks(3);
            assertThat(ByHand.spawned(supervisord, "zoo")).isEqualTo(3);
        }
    }

    /** Fault 5. */
    @Test
    void should_restart_twelve_at_once_with_few_file_descriptors() throws Exception {
        awaitAll("many", 12, "RUNNING");
        try (TickedListener listener = TickedListener.ready(supervisord, "single", "-p", "many:*", "--listen")) {
            limitDescriptors(listener.launched(), 20);
            flags("many", 12);
            listener.tick();
            Eventually.within(
                    TickedListener.SOON,
                    () -> IntStream.range(0, 12).allMatch(i -> spawned("many_%02d".formatted(i)) == 2),
                    () -> listener.launched().err());
        }
        awaitAll("many", 12, "RUNNING");
        assertThat(IntStream.range(0, 12).mapToLong(i -> spawned("many_%02d".formatted(i))))
                .allMatch(it -> it == 2);
    }

    private static long spawned(String name) {
        return ByHand.spawned(supervisord, name);
    }

    /** That many more than it has open now: a JVM keeps its jars open. */
    private static void limitDescriptors(Launched launched, int more) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + launched.pid() + "/fd"))) {
            long limit = open.count() + more;
            List<String> command = List.of("prlimit", "--pid=" + launched.pid(), "--nofile=" + limit);
            assertThat(Launcher.runCommand(ByHand.SOON, Map.of(), folder, command)
                            .exit())
                    .isZero();
        }
    }
}
