package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code oome_monitor --every 1s all}, as a sidecar runs it. */
@Timeout(120)
class OomeMonitorEveryIT {

    private static final Duration SOON = ByHand.SOON;

    @Test
    void should_restart_a_process_and_keep_its_health_file_new() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        Path health = config.folder().resolve("health");
        config.program("web", Programs.sleeper(), "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord supervisord = config.start();
                Launched monitor =
                        ByHand.start(supervisord, "--every", "1s", "--health-file", health.toString(), "all")) {
            supervisord.awaitState("web", "RUNNING", SOON);
            Eventually.within(SOON, () -> Files.exists(health), () -> "no health file; " + monitor.err());
            long web = supervisord.pid("web");
            Files.createFile(flag);
            supervisord.awaitNewPid("web", web, SOON);
            monitor.awaitErr("web restarted: OutOfMemoryError flag", SOON);

            String before = Files.readString(health);
            Eventually.within(
                    SOON, () -> !Files.readString(health).equals(before), () -> "the health file stays as it is");
            monitor.sigterm();

            Launcher.Result result = monitor.awaitExit(SOON);
            assertThat(result.exit()).isZero();
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    @Tag("thorough")
    void should_write_its_health_file_past_planted_files_of_fault_16() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path health = config.folder().resolve("health");
        Files.createDirectories(config.folder().resolve("health.new/of somebody else's"));
        Path precious = Files.writeString(config.folder().resolve("precious"), "gold");
        Files.createSymbolicLink(health, precious);
        config.program("web", Programs.sleeper());
        try (RealSupervisord supervisord = config.start();
                Launched monitor =
                        ByHand.start(supervisord, "--every", "1s", "--health-file", health.toString(), "all")) {
            Eventually.within(
                    SOON, () -> Files.isRegularFile(health, LinkOption.NOFOLLOW_LINKS), () -> "no; " + monitor.err());
            assertThat(precious).hasContent("gold");
        }
    }

    @Test
    void should_report_once_that_its_health_file_cannot_be_written() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path health = Files.createDirectory(config.folder().resolve("health"));
        Files.createFile(health.resolve("occupied"));
        config.program("web", Programs.sleeper());
        try (RealSupervisord supervisord = config.start();
                Launched monitor = ByHand.start(
                        supervisord, "--verbose", "--every", "1s", "--health-file", health.toString(), "all")) {
            monitor.awaitErr("(?s)(can't write the health file .*.*web.*){1}web.*web", SOON);
            assertThat(monitor.err().split("write the health file", -1)).hasSize(2);
            assertThat(config.folder().toFile().list()).noneMatch(it -> it.startsWith(".health"));
        }
    }

    @Test
    void should_start_before_supervisord_and_outlive_it() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        config.program("web", Programs.sleeper(), "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.stop();
            try (Launched monitor = ByHand.start(supervisord, "all", "--every", "1s")) {
                monitor.awaitErr("^.* ERROR (no such socket|connection to).*is supervisord running", SOON);
                supervisord.startAgain();
                supervisord.awaitState("web", "RUNNING", SOON);
                long web = supervisord.pid("web");
                Files.createFile(flag);
                supervisord.awaitNewPid("web", web, SOON);
                monitor.awaitErr("^.* oome_monitor INFO supervisord answers again$", SOON);
                assertThat(errors(monitor, 0)).as(monitor.err()).isEqualTo(1);
                assertThat(monitor.err()).doesNotContain("\tat ");
            }
        }
    }

    /** A native sidecar starts before supervisord, which starts only once the sidecar is healthy. */
    @Test
    void should_be_healthy_before_supervisord_starts_but_not_after_it_has_ended() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path health = config.folder().resolve("health");
        config.program("web", Programs.sleeper());
        try (RealSupervisord supervisord = config.start()) {
            supervisord.stop();
            try (Launched monitor = ByHand.start(
                    supervisord, "--verbose", "all", "--every", "1s", "--health-file", health.toString())) {
                Eventually.within(SOON, () -> Files.exists(health), () -> "no health file; " + monitor.err());
                String waiting = Files.readString(health);
                Eventually.within(SOON, () -> !Files.readString(health).equals(waiting), () -> "it stays as it is");
                supervisord.startAgain();
                supervisord.awaitState("web", "RUNNING", SOON);
                monitor.awaitErr("every 1s, oome-monitor .*: watches all processes of", SOON);
                String reached = Files.readString(health);
                Eventually.within(SOON, () -> !Files.readString(health).equals(reached), () -> "it stays as it is");
                supervisord.stop();
                int before = monitor.err().length();
                Eventually.within(SOON, () -> errors(monitor, before) >= 1, () -> "no error: " + monitor.err());
                String gone = Files.readString(health);
                int then = monitor.err().length();
                Eventually.within(SOON, () -> errors(monitor, then) >= 2, () -> "no error: " + monitor.err());
                assertThat(health).hasContent(gone);
            }
        }
    }

    private static long errors(Launched monitor, int from) {
        return monitor.err()
                .substring(from)
                .lines()
                .filter(it -> it.contains("is supervisord running"))
                .count();
    }

    @Test
    void should_be_unhealthy_with_a_password_that_supervisord_refuses() throws Exception {
        SupervisordConfig config = ByHand.watched().credentials("u", "secret");
        Path health = config.folder().resolve("health");
        try (RealSupervisord supervisord =
                config.program("web", Programs.sleeper()).start()) {
            var environment = ByHand.environment(supervisord);
            environment.put("SUPERVISOR_PASSWORD", "wrong");
            try (Launched monitor = Launcher.start(
                    environment,
                    supervisord.folder(),
                    "oome_monitor",
                    "--server-url",
                    supervisord.serverUrl(),
                    "--every",
                    "1s",
                    "--health-file",
                    health.toString(),
                    "--verbose",
                    "all")) {
                monitor.awaitErr("(?s) ERROR [^\n]*401.* DEBUG [^\n]*401", SOON);
                assertThat(health).doesNotExist();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP"})
    void should_finish_a_restart_before_it_ends_at_a_signal(String signal) throws Exception {
        assumeFalse(signal.equals("HUP") && isHangupIgnored(), "nohup: what we start ignores it, too");
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        config.program("web", Programs.slowStopper(3), "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord supervisord = config.start();
                Launched monitor = ByHand.start(supervisord, "--every", "1s", "all")) {
            supervisord.awaitState("web", "RUNNING", SOON);
            long web = supervisord.pid("web");
            Files.createFile(flag);
            supervisord.awaitState("web", "STOPPING", SOON);

            monitor.signal(signal);

            assertThat(monitor.awaitExit(SOON).exit()).isZero();
            assertThat(supervisord.state("web")).isEqualTo("RUNNING");
            assertThat(supervisord.pid("web")).isNotEqualTo(web);
            assertThat(ByHand.unfinished(supervisord)).isEmpty();
        }
    }

    private static boolean isHangupIgnored() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(it -> it.startsWith("SigIgn:"))
                .anyMatch(it -> (Long.parseUnsignedLong(it.split("\\s+")[1], 16) & 1) == 1);
    }
}
