package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A process that an operator has stopped stays stopped, and the operator's budget applies to all monitors: faults 6 and
 * 7 of issue 10. One supervisord serves all these tests; each watches its own programs.
 */
@OneByOne
@Timeout(180)
class OperatorWinsIT {

    private static final String[] ONE_AN_HOUR = {"--max-restarts", "1/1h"};

    private static RealSupervisord supervisord;
    private static Path folder;

    @BeforeAll
    static void start() {
        SupervisordConfig config = ByHand.watched();
        folder = config.folder();
        supervisord = config.program("failing", startsUnlessBroken(), "startretries=1000", flagOf("failing"))
                .program("fatal", startsUnlessBroken(), "startretries=0", flagOf("fatal"))
                .program("slow", Programs.slowStopper(3), "stopwaitsecs=60", flagOf("slow"))
                .program("stopped", Programs.sleeper(), flagOf("stopped"))
                .program("forged", Programs.sleeper(), flagOf("forged"))
                .program("counted", Programs.sleeper(), flagOf("counted"))
                .program("left", Programs.sleeper(), flagOf("pair"))
                .program("right", Programs.sleeper(), flagOf("pair"))
                .start();
        for (String program : List.of("failing", "fatal", "slow", "stopped", "forged", "counted", "left", "right")) {
            supervisord.awaitState(program, "RUNNING", ByHand.SOON);
        }
    }

    @AfterAll
    static void end() {
        supervisord.close();
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

    private static String flagOf(String program) {
        return "environment=OOME_FILE=\"" + folder.resolve(program + ".oome") + "\"";
    }

    private static String startsUnlessBroken() {
        return Programs.command("sh", "-c", "test ! -e " + folder.resolve("broken") + " && exec sleep 86400");
    }

    private static Path flag(String name) throws IOException {
        return Files.createFile(folder.resolve(name + ".oome"));
    }

    private static TickedListener listener(String program, String... options) {
        return TickedListener.ready(supervisord, with(options, "single", "-p", program, "--listen"));
    }

    private static Launcher.Result byHand(String program, String... options) {
        return ByHand.oomeMonitor(supervisord, with(options, "single", "-p", program));
    }

    private static String[] with(String[] options, String... words) {
        return Stream.of(words, options).flatMap(Arrays::stream).toArray(String[]::new);
    }

    /** Fault 6. */
    @Test
    void should_leave_a_process_stopped_that_an_operator_stops_in_backoff_after_the_restart() throws Exception {
        try (TickedListener listener = listener("failing")) {
            Files.createFile(folder.resolve("broken"));
            flag("failing");
            listener.tick();
            listener.launched().awaitErr("failing NOT restarted \\(attempt 1\\)", TickedListener.SOON);
            stopInBackoff("failing");
            Files.delete(folder.resolve("broken"));
            long spawned = ByHand.spawned(supervisord, "failing");
            listener.tickUntil("failing left stopped: .*an operator stopped it");
            listener.ticks(3);
            assertThat(supervisord.state("failing")).isEqualTo("STOPPED");
            assertThat(ByHand.spawned(supervisord, "failing")).isEqualTo(spawned);
            assertThat(ByHand.unfinished(supervisord)).isEmpty();
        }
    }

    /** Waits for BACKOFF first: at times the process is briefly STARTING, where a stop works as well. */
    private static void stopInBackoff(String program) {
        supervisord.awaitState(program, "BACKOFF", ByHand.SOON);
        supervisord.ctl("stop", program);
        supervisord.awaitState(program, "STOPPED", ByHand.SOON);
    }

    /** Fault 6, also after a start that has failed for good. */
    @Test
    void should_leave_a_process_stopped_that_an_operator_starts_and_stops_after_the_restart_has_failed()
            throws Exception {
        try (TickedListener listener = listener("fatal")) {
            Files.createFile(folder.resolve("broken"));
            flag("fatal");
            listener.tick();
            listener.launched().awaitErr("fatal NOT restarted \\(attempt 1\\)", TickedListener.SOON);
            supervisord.awaitState("fatal", "FATAL", ByHand.SOON);
            Files.delete(folder.resolve("broken"));
            supervisord.ctl("start", "fatal");
            supervisord.ctl("stop", "fatal");
            long spawned = ByHand.spawned(supervisord, "fatal");
            listener.ticks(3);
            listener.launched().awaitErr("fatal left stopped: .*an operator stopped it", TickedListener.SOON);
            assertThat(supervisord.state("fatal")).isEqualTo("STOPPED");
            assertThat(ByHand.spawned(supervisord, "fatal")).isEqualTo(spawned);
        }
    }

    /** Fault 6. */
    @Test
    void should_leave_a_process_stopped_that_an_operator_was_stopping_when_the_flag_appeared() throws Exception {
        try (TickedListener listener = listener("slow");
                Launched stop = operatorStops("slow")) {
            supervisord.awaitState("slow", "STOPPING", ByHand.SOON);
            flag("slow");
            listener.ticks(3);
            stop.awaitExit(ByHand.SOON);
            listener.ticks(3);
            assertThat(supervisord.state("slow")).isEqualTo("STOPPED");
            assertThat(ByHand.spawned(supervisord, "slow")).isEqualTo(1);
            listener.launched().awaitErr("slow left stopped: .*an operator stopped it", ByHand.SOON);
        }
    }

    private static Launched operatorStops(String program) {
        List<String> command = List.of("supervisorctl", "-s", supervisord.serverUrl(), "stop", program);
        return Launcher.startCommand(Map.of(), folder, command);
    }

    /** Fault 6: a file beside the flag, which anybody can create, used to mark a restart under way. */
    @Test
    void should_not_start_a_stopped_process_for_a_file_beside_its_flag() throws Exception {
        try (TickedListener listener = listener("stopped")) {
            supervisord.ctl("stop", "stopped");
            Files.createFile(folder.resolve("stopped.oome.restarting"));
            listener.ticks(3);
            assertThat(supervisord.state("stopped")).isEqualTo("STOPPED");
            assertThat(ByHand.spawned(supervisord, "stopped")).isEqualTo(1);
        }
    }

    /** Fault 6. */
    @Test
    void should_not_restart_beyond_the_budget_for_a_file_beside_the_flag() throws Exception {
        long first = supervisord.pid("forged");
        flag("forged");
        assertThat(byHand("forged", ONE_AN_HOUR).exit()).isZero();
        long second = supervisord.awaitNewPid("forged", first, ByHand.SOON);
        Files.createFile(folder.resolve("forged.oome.restarting"));
        byHand("forged", ONE_AN_HOUR);
        assertThat(supervisord.pid("forged")).isEqualTo(second);
    }

    /** Fault 7. */
    @Test
    void should_count_a_listeners_restarts_in_the_next_listener_and_by_hand() throws Exception {
        long first = supervisord.pid("counted");
        try (TickedListener listener = listener("counted", ONE_AN_HOUR)) {
            flag("counted");
            listener.tick();
            listener.launched().awaitErr("counted restarted: ", TickedListener.SOON);
        }
        long second = supervisord.awaitNewPid("counted", first, ByHand.SOON);
        Path flag = flag("counted");
        Launcher.Result dry = byHand("counted", "--dry", "--max-restarts", "1/1h");
        assertThat(dry.exit()).as(dry.toString()).isEqualTo(1);
        assertThat(dry.out()).containsPattern("counted +RUNNING +" + second + " .* report +.*restarted too often");
        try (TickedListener next = listener("counted", ONE_AN_HOUR)) {
            next.tickUntil("counted: .*restarted too often");
        }
        assertThat(supervisord.pid("counted")).isEqualTo(second);
        assertThat(flag).exists();
    }

    /** Fault 7. */
    @Test
    void should_keep_the_flag_of_a_process_over_its_budget_when_its_sibling_is_restarted() throws Exception {
        long left = supervisord.pid("left");
        Path first = flag("pair");
        assertThat(byHand("left").exit()).isZero();
        long restarted = supervisord.awaitNewPid("left", left, ByHand.SOON);
        Files.delete(first);
        long right = supervisord.pid("right");
        Path flag = flag("pair");
        byHand("left", "-p", "right", "--max-restarts", "1/1h");
        long restartedRight = supervisord.awaitNewPid("right", right, ByHand.SOON);
        assertThat(supervisord.pid("left")).isEqualTo(restarted);
        assertThat(flag).exists();

        byHand("left", "-p", "right", "--max-restarts", "1/1h");
        assertThat(supervisord.pid("right")).isEqualTo(restartedRight);
        Launcher.Result unlimited = byHand("left", "-p", "right");
        assertThat(unlimited.exit()).as(unlimited.toString()).isZero();
        supervisord.awaitNewPid("left", restarted, ByHand.SOON);
        assertThat(supervisord.pid("right")).isEqualTo(restartedRight);
        assertThat(flag).doesNotExist();
    }
}
