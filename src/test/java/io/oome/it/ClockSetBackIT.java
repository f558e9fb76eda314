package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Fault 8 of issue 10. If the clock was set back after a process started, its start lies in the future: its flag counts
 * whatever its age, and so does that of the next run. The machine's clock does not change: supervisord's runs an hour
 * ahead.
 */
@Tag("thorough")
@Timeout(120)
class ClockSetBackIT {

    private static final String AN_HOUR_AHEAD =
            """
            import time
            now = time.time
            time.time = lambda: now() + 3600
            """;

    @Test
    void should_act_once_on_a_flag_that_it_cannot_delete() throws Exception {
        OtherUser.assumeRoot();
        SupervisordConfig config =
                RealSupervisord.configured().withoutUnixServer().inetServer();
        Path folder = config.folder();
        OtherUser.letIn(folder);
        Files.writeString(folder.resolve("sitecustomize.py"), AN_HOUR_AHEAD);
        Path flag = folder.resolve("web.oome");
        Path state = OtherUser.folder(folder.resolve("state"));
        config.environment("PYTHONPATH", folder.toString())
                .program(
                        "web",
                        Programs.command(OtherUser.runs("sleep", "86400")),
                        "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord supervisord = config.start()) {
            OtherUser.assumeInstalledForAll(folder);
            supervisord.awaitState("web", "RUNNING", ByHand.SOON);
            long pid = supervisord.pid("web");
            OtherUser.file(flag);
            try (TickedListener listener =
                    TickedListener.ready(OtherUser.oomeMonitor(supervisord, state, "all", "--listen"))) {
                supervisord.awaitNewPid("web", pid, ByHand.SOON);
                listener.launched().awaitErr("web restarted: ", ByHand.SOON);
                listener.ticks(3);
                assertThat(listener.said("web restarted: ")).isEqualTo(1);
            }
            assertThat(ByHand.spawned(supervisord, "web")).isEqualTo(2);
            assertThat(flag).exists();
        }
    }
}
