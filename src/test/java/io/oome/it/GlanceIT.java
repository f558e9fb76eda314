package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener acts on a flag by what supervisord said at its last scan; what has changed since counts all the same. */
@OneByOne
@Timeout(180)
class GlanceIT {

    private static final List<String> PROGRAMS = List.of("web", "left", "right", "again", "slow");

    private static RealSupervisord supervisord;
    private static TickedListener listener;
    private static Path folder;

    @BeforeAll
    static void start() {
        SupervisordConfig config = ByHand.watched();
        folder = config.folder();
        supervisord = config.program("web", Programs.sleeper(), flagAt("web"))
                .program("left", Programs.sleeper(), flagAt("both"))
                .program("right", Programs.sleeper(), flagAt("both"))
                .program("again", Programs.sleeper(), flagAt("again"))
                .program("slow", Programs.sleeper(), flagAt("slow"), "startsecs=3")
                .start();
        PROGRAMS.forEach(it -> supervisord.awaitState(it, "RUNNING", ByHand.SOON));
        listener = TickedListener.ready(supervisord, "all", "--listen");
    }

    @AfterAll
    static void end() {
        if (listener != null) {
            listener.close();
        }
        if (supervisord != null) {
            supervisord.close();
        }
    }

    private static String flagAt(String name) {
        return "environment=OOME_FILE=\"" + flag(name) + "\"";
    }

    private static Path flag(String name) {
        return folder.resolve(name + ".oome");
    }

    private static void awaitRestarted(String program, long pid) {
        supervisord.awaitNewPid(program, pid, ByHand.SOON);
        listener.launched().awaitErr("INFO " + program + " restarted: .*; pid " + pid + " → ", ByHand.SOON);
    }

    @Test
    void should_restart_once_for_each_flag() throws IOException {
        for (int i = 0; i < 3; i++) {
            long pid = supervisord.pid("web");
            Files.createFile(flag("web"));
            awaitRestarted("web", pid);
        }
        listener.ticks(2);
        assertThat(ByHand.spawned(supervisord, "web")).isEqualTo(4);
    }

    @Test
    void should_restart_what_was_started_since_and_shares_the_flag() throws IOException {
        supervisord.ctl("stop", "right");
        listener.tick();
        supervisord.ctl("start", "right");
        long left = supervisord.pid("left");
        long right = supervisord.pid("right");
        Files.createFile(flag("both"));
        awaitRestarted("left", left);
        awaitRestarted("right", right);
    }

    /** No tick comes, and inotify reports nothing when the process becomes RUNNING. */
    @Test
    void should_restart_what_was_starting_when_its_flag_appeared() throws Exception {
        supervisord.ctl("stop", "slow");
        Thread operator = new Thread(() -> supervisord.ctl("start", "slow"));
        operator.start();
        supervisord.awaitState("slow", "STARTING", ByHand.SOON);
        listener.tick();
        long pid = supervisord.pid("slow");
        Files.createFile(flag("slow"));
        listener.launched().awaitErr("slow waits for the next scan: .*; it is STARTING", ByHand.SOON);
        awaitRestarted("slow", pid);
        operator.join();
    }

    @Test
    void should_leave_down_what_an_operator_has_stopped_since() throws IOException {
        listener.tick();
        supervisord.ctl("stop", "again");
        Files.createFile(flag("again"));
        listener.tickUntil("again left stopped: OutOfMemoryError flag ");
        listener.ticks(2);
        assertThat(supervisord.state("again")).isEqualTo("STOPPED");
        assertThat(flag("again")).exists();
    }
}
