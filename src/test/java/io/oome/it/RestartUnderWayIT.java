package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other events while a restart is under way. */
@Timeout(180)
class RestartUnderWayIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    private final SupervisordConfig config = ByHand.watched();

    private Path program(String name, String command, String... lines) {
        Path flag = config.folder().resolve(name + ".oome");
        List<String> all = new ArrayList<>(List.of(command, "environment=OOME_FILE=\"" + flag + "\""));
        all.addAll(List.of(lines));
        config.program(name, all.toArray(String[]::new));
        return flag;
    }

    private void listener(String... lines) {
        List<String> all =
                new ArrayList<>(List.of(Programs.installed("oome_monitor", "all"), "events=TICK_5", "stopwaitsecs=60"));
        all.addAll(List.of(lines));
        config.eventlistener("oome", all.toArray(String[]::new));
    }

    @Test
    void should_not_delay_another_process_for_one_that_stops_slowly() throws Exception {
        Path released = config.folder().resolve("released");
        Path slow = program("slow", Programs.stopperUntil(released), "stopwaitsecs=60");
        Path quick = program("quick", Programs.sleeper());
        listener();
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("slow", "RUNNING", SOON);
            supervisord.awaitState("quick", "RUNNING", SOON);
            supervisord.awaitState("oome", "RUNNING", SOON);
            long slowPid = supervisord.pid("slow");
            long quickPid = supervisord.pid("quick");
            Files.createFile(slow);
            supervisord.awaitState("slow", "STOPPING", SOON);
            Files.createFile(quick);
            supervisord.awaitNewPid("quick", quickPid, SOON);
            assertThat(supervisord.state("slow")).isEqualTo("STOPPING");
            Files.createFile(released);
            supervisord.awaitNewPid("slow", slowPid, SOON);
            supervisord.awaitStderr("oome", "slow restarted: ", SOON);
            assertThat(ByHand.spawned(supervisord, "slow")).isEqualTo(2);
            assertThat(supervisord.log()).doesNotContain("buffer overflow");
        }
    }

    @Test
    void should_leave_a_restart_to_the_listener_that_began_it() throws Exception {
        Path released = config.folder().resolve("released");
        Path slow = program("slow", Programs.stopperUntil(released), "stopwaitsecs=60");
        listener();
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("slow", "RUNNING", SOON);
            supervisord.awaitState("oome", "RUNNING", SOON);
            Files.createFile(slow);
            supervisord.awaitState("slow", "STOPPING", SOON);
            Launcher.Result scan = ByHand.oomeMonitor(supervisord, "all");
            assertThat(scan.exit()).isZero();
            assertThat(scan.out().replaceAll("\\s+", " ")).contains("slow STOPPING", "its restart is under way");
            Files.createFile(released);
            supervisord.awaitStderr("oome", "slow restarted: ", SOON);
            assertThat(ByHand.spawned(supervisord, "slow")).isEqualTo(2);
        }
    }

    @Test
    void should_act_once_when_two_scans_begin_at_the_same_time() throws Exception {
        Path flag = program("web", Programs.sleeper());
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("web", "RUNNING", SOON);
            Files.createFile(flag);
            try (Launched one = ByHand.start(supervisord, "all");
                    Launched two = ByHand.start(supervisord, "all")) {
                one.endInput();
                two.endInput();
                one.awaitExit(SOON);
                two.awaitExit(SOON);
            }
            supervisord.awaitState("web", "RUNNING", SOON);
            assertThat(ByHand.spawned(supervisord, "web")).isEqualTo(2);
            assertThat(flag).doesNotExist();
        }
    }

    /** Whichever of them is faster; and what one has done counts in the budget of the other. */
    @Test
    void should_act_once_and_have_one_budget_when_two_listeners_share_a_journal() throws Exception {
        Path flag = program("web", Programs.sleeper());
        String[] listens = {"all", "--listen", "--max-restarts", "2/1h"};
        try (RealSupervisord supervisord = config.start();
                TickedListener one = TickedListener.ready(supervisord, listens);
                TickedListener two = TickedListener.ready(supervisord, listens)) {
            supervisord.awaitState("web", "RUNNING", SOON);
            for (int done = 1; done <= 2; done++) {
                int times = done;
                Files.createFile(flag);
                Eventually.within(
                        SOON,
                        () -> one.said(" web restarted: ") + two.said(" web restarted: ") == times,
                        () -> one.launched().err() + two.launched().err());
                one.tick();
                two.tick();
                assertThat(ByHand.spawned(supervisord, "web")).isEqualTo(1 + times);
                assertThat(flag).doesNotExist();
            }
            Files.createFile(flag);
            one.tickUntil("WARN web: .*restarted too often");
            two.tickUntil("WARN web: .*restarted too often");
            assertThat(ByHand.spawned(supervisord, "web")).isEqualTo(3);
            assertThat(flag).exists();
        }
    }

    @Test
    void should_finish_a_restart_when_the_listener_is_restarted() throws Exception {
        Path slow = program("slow", Programs.slowStopper(6), "stopwaitsecs=60");
        listener();
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("slow", "RUNNING", SOON);
            supervisord.awaitState("oome", "RUNNING", SOON);
            long pid = supervisord.pid("slow");
            Files.createFile(slow);
            supervisord.awaitState("slow", "STOPPING", SOON);
            assertThat(supervisord.ctl("restart", "oome").exit()).isZero();
            supervisord.awaitStderr("oome", "exiting; waiting for slow \\(stop\\)", SOON);
            supervisord.awaitStderr("oome", "slow restarted: ", SOON);
            supervisord.awaitNewPid("slow", pid, SOON);
            assertThat(ByHand.spawned(supervisord, "slow")).isEqualTo(2);
            assertThat(supervisord.log()).contains("stopped: oome (exit status 0)");
            assertThat(ByHand.unfinished(supervisord)).isEmpty();
        }
    }

    /** SIGKILL after a short stopwaitsecs: the fate of an operator who has not read the manual. */
    @Test
    @Tag("thorough")
    void should_be_resumed_by_the_next_listener_when_the_first_had_too_little_time() throws Exception {
        Path slow = program("slow", Programs.slowStopper(6), "stopwaitsecs=60");
        listener("stopwaitsecs=1");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("slow", "RUNNING", SOON);
            supervisord.awaitState("oome", "RUNNING", SOON);
            long pid = supervisord.pid("slow");
            Files.createFile(slow);
            supervisord.awaitState("slow", "STOPPING", SOON);
            supervisord.ctl("restart", "oome");
            supervisord.awaitNewPid("slow", pid, SOON);
            Eventually.within(
                    SOON, () -> ByHand.unfinished(supervisord).isEmpty(), () -> "the journal is not finished");
            assertThat(ByHand.spawned(supervisord, "slow")).isEqualTo(2);
        }
    }

    @Test
    @Tag("thorough")
    void should_end_with_supervisord_and_clean_up_in_its_next_run() throws Exception {
        Path slow = program("slow", Programs.slowStopper(4), "stopwaitsecs=60");
        listener();
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("slow", "RUNNING", SOON);
            supervisord.awaitState("oome", "RUNNING", SOON);
            Files.createFile(slow);
            supervisord.awaitState("slow", "STOPPING", SOON);
            supervisord.stop();
            supervisord.startAgain();
            supervisord.awaitState("slow", "RUNNING", SOON);
            Eventually.within(
                    SOON,
                    () -> ByHand.unfinished(supervisord).isEmpty(),
                    () -> "the journal is not finished\n" + supervisord.stderrOf("oome"));
        }
    }

    @Test
    void should_not_leave_a_process_stopped_when_supervisord_dies_meanwhile() throws Exception {
        Path slow = program("slow", Programs.slowStopper(4), "stopwaitsecs=60", "autostart=false");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.ctl("start", "slow");
            supervisord.awaitState("slow", "RUNNING", SOON);
            Files.createFile(slow);
            try (Launched monitor = ByHand.start(supervisord, "all")) {
                monitor.endInput();
                supervisord.awaitState("slow", "STOPPING", SOON);
                supervisord.kill9();
                monitor.awaitErr("; retrying; unfinished: slow ", SOON);
                supervisord.startAgain();
                assertThat(monitor.awaitExit(SOON).exit()).isZero();
            }
            supervisord.awaitState("slow", "RUNNING", SOON);
        }
    }

    @Test
    void should_end_at_the_end_of_its_input_after_finishing_restarts() throws Exception {
        Path slow = program("slow", Programs.slowStopper(3), "stopwaitsecs=60");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("slow", "RUNNING", SOON);
            Files.createFile(slow);
            try (Launched listener = ByHand.start(supervisord, "all", "--listen")) {
                supervisord.awaitState("slow", "STOPPING", SOON);
                listener.endInput();
                Launcher.Result result = listener.awaitExit(SOON);
                assertThat(result.exit()).isZero();
                assertThat(result.out()).isEqualTo("READY\n");
                assertThat(result.err()).contains("slow restarted: ");
            }
        }
    }

    @Test
    @Tag("thorough")
    void should_ignore_a_second_sigterm_while_it_finishes_restarts() throws Exception {
        Path slow = program("slow", Programs.slowStopper(4), "stopwaitsecs=60");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("slow", "RUNNING", SOON);
            Files.createFile(slow);
            try (Launched listener = ByHand.start(supervisord, "all", "--listen")) {
                supervisord.awaitState("slow", "STOPPING", SOON);
                listener.sigterm();
                listener.awaitErr("exiting; waiting for slow", SOON);
                listener.sigterm();
                Launcher.Result result = listener.awaitExit(SOON);
                assertThat(result.exit()).isZero();
                assertThat(result.err()).contains("slow restarted: ");
            }
            assertThat(supervisord.state("slow")).isEqualTo("RUNNING");
        }
    }

    @Test
    void should_exit_with_1_on_garbage_so_that_supervisord_restarts_it() throws Exception {
        try (RealSupervisord supervisord = config.start();
                Launched listener = ByHand.start(supervisord, "all", "--listen")) {
            listener.awaitOut("^READY$", SOON);
            listener.write("GET / HTTP/1.1\n");
            Launcher.Result result = listener.awaitExit(SOON);
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains("no eventname: in the event header \"GET / HTTP/1.1\"");
        }
    }
}
