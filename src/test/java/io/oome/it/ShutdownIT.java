package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code --max-restarts-action shutdown}: where restarting does not help, supervisord is shut down. */
@Timeout(120)
class ShutdownIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static final String TALKER = Programs.command("sh", "-c", "echo my last words >&2; exec sleep 86400");

    private final SupervisordConfig config = ByHand.watched();
    private final Path flag = config.folder().resolve("web.oome");
    private final Path termination = config.folder().resolve("termination-log");

    private void listening(String environment, String... more) {
        config.eventlistener(
                "oome",
                Programs.installed("oome_monitor", more) + " all --max-restarts 1/1h --max-restarts-action shutdown",
                "events=TICK_5",
                "environment=OOME_MONITOR_TERMINATION_LOG=\"" + termination + "\"" + environment);
    }

    private void runOutOfMemoryTwice(RealSupervisord supervisord) throws Exception {
        supervisord.awaitState("web", "RUNNING", SOON);
        long first = supervisord.pid("web");
        Files.createFile(flag);
        supervisord.awaitNewPid("web", first, SOON);
        supervisord.awaitStderr("oome", " web restarted: ", SOON);
        Files.createFile(flag);
    }

    /** Restarts web by hand, and flags it again. */
    private void exhaustBudget(RealSupervisord supervisord) throws Exception {
        supervisord.awaitState("web", "RUNNING", SOON);
        Files.createFile(flag);
        ByHand.oomeMonitor(supervisord, "all", "--max-restarts", "1/1h");
        Files.createFile(flag);
    }

    @Test
    void should_shut_down_when_a_process_is_over_its_budget_and_report_why_everywhere() throws Exception {
        try (SmtpServer smtp = SmtpServer.plain()) {
            config.program("web", TALKER, "environment=OOME_FILE=\"" + flag + "\"");
            config.program("api", Programs.sleeper());
            listening("," + Mailing.smtpAt(smtp.port()), "-m", Mailing.TO);
            try (RealSupervisord supervisord = config.start()) {
                runOutOfMemoryTwice(supervisord);
                supervisord.awaitEnd(SOON);

                String why = "web ran out of memory again";
                assertThat(Files.readString(termination))
                        .startsWith("oome_monitor has shut down supervisord: " + why + ".\n")
                        .contains("OutOfMemoryError flag " + flag, "--max-restarts: 1 in 60 min", "Restarted at 20")
                        .endsWith("The last lines of its stderr log:\n  | my last words\n  | my last words\n");
                assertThat(supervisord.stderrOf("oome"))
                        .containsOnlyOnce("ERROR " + why + ": OutOfMemoryError flag ")
                        .containsOnlyOnce("; shutting down supervisord");
                Eventually.within(
                        SOON,
                        () -> smtp.received().stream()
                                .anyMatch(it -> it.subject().contains(why)),
                        () -> "not mailed: " + smtp.received());
                assertThat(supervisord.log()).contains("stopped: api");
            }
        }
    }

    @Test
    void should_shut_down_when_a_process_is_FATAL_after_its_restart() throws Exception {
        Path broken = config.folder().resolve("broken");
        config.program(
                "web",
                Programs.command("sh", "-c", "test ! -e " + broken + " && exec sleep 86400"),
                "startretries=1",
                "environment=OOME_FILE=\"" + flag + "\"");
        listening("");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("web", "RUNNING", SOON);
            Files.createFile(broken);
            Files.createFile(flag);
            supervisord.awaitEnd(SOON);
            assertThat(Files.readString(termination)).contains("web is FATAL after its restart");
        }
    }

    @Test
    @Tag("thorough")
    void should_finish_another_restart_first() throws Exception {
        Path released = config.folder().resolve("released");
        try (RealSupervisord supervisord = shuttingDownInTheStopOfSlow(released, 60)) {
            supervisord.awaitStderr("oome", "shutting down supervisord", SOON);
            Files.createFile(released);
            supervisord.awaitEnd(SOON);
            assertThat(supervisord.stderrOf("oome")).containsPattern("slow restarted: ");
        }
    }

    @Test
    @Tag("thorough")
    void should_say_whose_restart_it_cuts_off_when_that_takes_too_long() throws Exception {
        try (RealSupervisord supervisord =
                shuttingDownInTheStopOfSlow(config.folder().resolve("never"), 50)) {
            supervisord.awaitStderr("oome", "WARN shutting down in the middle of slow ", SOON);
            supervisord.awaitEnd(SOON);
        }
    }

    private RealSupervisord shuttingDownInTheStopOfSlow(Path released, int stopwaitsecs) throws Exception {
        Path slowFlag = config.folder().resolve("slow.oome");
        config.program("web", TALKER, "environment=OOME_FILE=\"" + flag + "\"");
        config.program(
                "slow",
                Programs.stopperUntil(released),
                "stopwaitsecs=" + stopwaitsecs,
                "environment=OOME_FILE=\"" + slowFlag + "\"");
        listening("");
        RealSupervisord supervisord = config.start();
        try {
            supervisord.awaitState("slow", "RUNNING", SOON);
            Files.createFile(slowFlag);
            supervisord.awaitState("slow", "STOPPING", SOON);
            runOutOfMemoryTwice(supervisord);
            return supervisord;
        } catch (Throwable e) {
            supervisord.close();
            throw e;
        }
    }

    @Test
    void should_print_its_table_by_hand_before_it_shuts_down() throws Exception {
        config.program("web", TALKER, "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord supervisord = config.start()) {
            exhaustBudget(supervisord);
            Launcher.Result result = ByHand.oomeMonitor(
                    supervisord, "all", "--max-restarts", "1/1h", "--max-restarts-action", "shutdown");
            supervisord.awaitEnd(SOON);
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.out()).contains("restarted too often");
        }
    }

    @Test
    void should_only_report_it_when_dry() throws Exception {
        config.program("web", TALKER, "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord supervisord = config.start()) {
            exhaustBudget(supervisord);
            Launcher.Result dry = ByHand.oomeMonitor(
                    supervisord, "all", "--dry", "--max-restarts", "1/1h", "--max-restarts-action", "shutdown");
            assertThat(dry.err()).contains("web: would shut supervisord down (--max-restarts-action)");
            assertThat(supervisord.state("web")).isEqualTo("RUNNING");
        }
    }
}
