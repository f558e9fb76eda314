package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that does not start again, and one that runs out of memory repeatedly. */
@Timeout(180)
class FailedStartIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** web does not start while this file exists. */
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
                TickedListener listener = TickedListener.ready(supervisord, "all", "--listen", "--no-watch")) {
            supervisord.awaitState("web", "RUNNING", SOON);
            Files.createFile(broken);
            Files.createFile(flag);
            listener.tick();
            listener.launched()
                    .awaitErr("web NOT restarted \\(attempt 1\\): .* it is (FATAL|BACKOFF) after its start", SOON);
            supervisord.awaitState("web", "FATAL", SOON);
            listener.tick();
            listener.launched().awaitErr("web NOT restarted \\(attempt 2\\): ", SOON);
            supervisord.awaitState("web", "FATAL", SOON);
            listener.tick();
            listener.launched().awaitErr("its start failed 2 times; next attempt at the next tick", SOON);
            Files.delete(broken);
            listener.tick();
            listener.launched().awaitErr("web (re)?started: OutOfMemoryError flag .* is unfinished", SOON);
            supervisord.awaitState("web", "RUNNING", SOON);
            assertThat(ByHand.unfinished(supervisord)).isEmpty();
        }
    }

    @Test
    void should_be_done_when_somebody_else_starts_the_process() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        Path broken = config.folder().resolve("broken");
        startsUnless(broken, flag, config);
        try (RealSupervisord supervisord = config.start();
                TickedListener listener = TickedListener.ready(supervisord, "all", "--listen", "--no-watch")) {
            supervisord.awaitState("web", "RUNNING", SOON);
            Files.createFile(broken);
            Files.createFile(flag);
            listener.tick();
            listener.launched().awaitErr("web NOT restarted \\(attempt 1\\): ", SOON);
            Files.delete(broken);
            supervisord.ctl("start", "web");
            supervisord.awaitState("web", "RUNNING", SOON);
            long pid = supervisord.pid("web");
            listener.tick();
            listener.launched().awaitErr("web (re)?started: .* is unfinished", SOON);
            assertThat(ByHand.unfinished(supervisord)).isEmpty();
            assertThat(supervisord.pid("web")).isEqualTo(pid);
        }
    }

    @Test
    void should_leave_a_process_over_its_budget_alone_until_the_window_has_passed() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        config.program("web", Programs.sleeper(), "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord supervisord = config.start();
                TickedListener listener =
                        TickedListener.ready(supervisord, "all", "--listen", "--no-watch", "--max-restarts", "1/8s")) {
            supervisord.awaitState("web", "RUNNING", SOON);
            long first = supervisord.pid("web");
            Files.createFile(flag);
            listener.tick();
            listener.launched().awaitErr("web restarted: ", SOON);
            long second = supervisord.awaitNewPid("web", first, SOON);
            Files.createFile(flag);
            listener.tick();
            listener.launched().awaitErr("web: .* restarted too often", SOON);
            listener.tick();
            Eventually.within(
                    SOON,
                    () -> listener.said("restarted too often") == 2,
                    () -> "said once only: " + listener.launched().err());
            assertThat(supervisord.pid("web")).isEqualTo(second);
            assertThat(flag).exists();
            Eventually.within(
                    SOON,
                    () -> {
                        listener.tick();
                        return listener.said("web restarted: ") == 2;
                    },
                    () -> "not lifted: " + listener.launched().err());
        }
    }
}
