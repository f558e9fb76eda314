package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that does not start again; one that runs out of memory again and again. */
@Timeout(180)
class FailedStartIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static final String EVENT =
            "ver:3.0 server:s serial:1 pool:oome poolserial:1 eventname:TICK_5 len:15\nwhen:1201063880";

    /** Ticks as fast as they are answered: a minute of TICK_5 in a second. */
    private static void tick(Launched listener, int answered) {
        listener.write(EVENT);
        Eventually.within(
                SOON,
                () -> count(listener.out(), "RESULT 2\nOK") == answered,
                () -> "tick " + answered + " not answered");
    }

    private static long count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }

    /** web does not start while that file is there. */
    private static void startsUnless(Path broken, Path flag, SupervisordConfig config) {
        config.program(
                "web",
                Programs.command("sh", "-c", "test ! -e " + broken + " && exec sleep 86400"),
                "startretries=0",
                "environment=OOME_FILE=\"" + flag + "\"");
    }

    @Test
    void should_try_again_with_growing_pauses_until_it_runs() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        Path broken = config.folder().resolve("broken");
        startsUnless(broken, flag, config);
        try (RealSupervisord supervisord = config.start();
                Launched listener = ByHand.start(supervisord, "all", "--listen")) {
            supervisord.awaitState("web", "RUNNING", SOON);
            listener.awaitOut("^READY$", SOON);
            Files.createFile(broken);
            Files.createFile(flag);
            tick(listener, 1);
            listener.awaitErr("web NOT restarted \\(attempt 1\\): .* it is (FATAL|BACKOFF) after its start", SOON);
            supervisord.awaitState("web", "FATAL", SOON);
            tick(listener, 2);
            listener.awaitErr("web NOT restarted \\(attempt 2\\): ", SOON);
            supervisord.awaitState("web", "FATAL", SOON);
            tick(listener, 3);
            listener.awaitErr("its start has failed 2 times; next attempt at the next scan", SOON);
            Files.delete(broken);
            tick(listener, 4);
            listener.awaitErr("web (re)?started: OutOfMemoryError flag .* not finished", SOON);
            supervisord.awaitState("web", "RUNNING", SOON);
            assertThat(ByHand.unfinished(supervisord)).isEmpty();
        }
    }

    @Test
    void should_be_done_when_somebody_else_has_started_the_process() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        Path broken = config.folder().resolve("broken");
        startsUnless(broken, flag, config);
        try (RealSupervisord supervisord = config.start();
                Launched listener = ByHand.start(supervisord, "all", "--listen")) {
            supervisord.awaitState("web", "RUNNING", SOON);
            listener.awaitOut("^READY$", SOON);
            Files.createFile(broken);
            Files.createFile(flag);
            tick(listener, 1);
            listener.awaitErr("web NOT restarted \\(attempt 1\\): ", SOON);
            Files.delete(broken);
            supervisord.ctl("start", "web");
            supervisord.awaitState("web", "RUNNING", SOON);
            long pid = supervisord.pid("web");
            tick(listener, 2);
            listener.awaitErr("web (re)?started: .* not finished", SOON);
            assertThat(ByHand.unfinished(supervisord)).isEmpty();
            assertThat(supervisord.pid("web")).isEqualTo(pid);
        }
    }

    @Test
    void should_leave_alone_what_was_restarted_too_often_until_the_window_has_passed() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        config.program("web", Programs.sleeper(), "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord supervisord = config.start();
                Launched listener = ByHand.start(supervisord, "all", "--listen", "--max-restarts", "1/8s")) {
            supervisord.awaitState("web", "RUNNING", SOON);
            listener.awaitOut("^READY$", SOON);
            long first = supervisord.pid("web");
            Files.createFile(flag);
            tick(listener, 1);
            listener.awaitErr("web restarted: ", SOON);
            long second = supervisord.awaitNewPid("web", first, SOON);
            Files.createFile(flag);
            tick(listener, 2);
            listener.awaitErr("web: .* restarted too often", SOON);
            tick(listener, 3);
            Eventually.within(
                    SOON,
                    () -> count(listener.err(), "restarted too often") == 2,
                    () -> "said once only: " + listener.err());
            assertThat(supervisord.pid("web")).isEqualTo(second);
            assertThat(flag).exists();
            int[] ticks = {3};
            Eventually.within(
                    SOON,
                    () -> {
                        tick(listener, ++ticks[0]);
                        return count(listener.err(), "web restarted: ") == 2;
                    },
                    () -> "not lifted: " + listener.err());
        }
    }
}
