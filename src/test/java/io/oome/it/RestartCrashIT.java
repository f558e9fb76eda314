package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The monitor dies by SIGKILL in the middle of a restart, and the next monitor finds what it left. */
@Tag("thorough")
@Timeout(180)
class RestartCrashIT {

    private static final int SIGKILLED = 137;

    /** More of them in CI. */
    private static final int KILLS = Integer.getInteger("oome.kills", 10);

    /**
     * Only the environment names the flag, and it is gone once the process is down: then only the journal knows the
     * path.
     */
    @ParameterizedTest
    @ValueSource(strings = {"CLAIMED", "STOP", "STOPPING", "START", "STARTING", "END"})
    void should_be_resumed_wherever_the_monitor_was_killed(String point) throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        config.program("web", Programs.sleeper(), "autostart=true", "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("web", "RUNNING", ByHand.SOON);
            long pid = supervisord.pid("web");
            Files.createFile(flag);

            Launcher.Result killed = Launcher.runCommand(
                    ByHand.SOON, Map.of(), supervisord.folder(), crashingMonitor(supervisord, point));
            assertThat(killed.exit()).as(killed.err()).isEqualTo(SIGKILLED);

            scanUntilQuiet(supervisord, List.of(flag));
            assertThat(supervisord.state("web")).isEqualTo("RUNNING");
            assertThat(supervisord.pid("web")).isNotEqualTo(pid);
            assertThat(ByHand.spawned(supervisord, "web")).as("started in all").isEqualTo(2);
        }
    }

    @Test
    void should_leave_no_process_stopped_after_kills_at_random_instants() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        SupervisordConfig config = ByHand.watched();
        List<Path> flags = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Path flag = config.folder().resolve("p" + i + ".oome");
            flags.add(flag);
            config.program("p" + i, Programs.sleeper(), "environment=OOME_FILE=\"" + flag + "\"");
        }
        try (RealSupervisord supervisord = config.start()) {
            List<Long> first = new ArrayList<>();
            for (int i = 0; i < flags.size(); i++) {
                supervisord.awaitState("p" + i, "RUNNING", ByHand.SOON);
                first.add(supervisord.pid("p" + i));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                for (Path flag : flags) {
                    Files.writeString(flag, "");
                }
                try (Launched monitor = ByHand.start(supervisord, "all")) {
                    monitor.endInput();
                    Eventually.happens(Duration.ofMillis(500 + random.nextInt(2000)), () -> !monitor.isAlive());
                    monitor.kill9();
                }
            }
            scanUntilQuiet(supervisord, flags);
            for (int i = 0; i < flags.size(); i++) {
                assertThat(supervisord.state("p" + i)).as("seed " + seed).isEqualTo("RUNNING");
                assertThat(supervisord.pid("p" + i)).as("seed " + seed).isNotEqualTo(first.get(i));
            }
        }
    }

    /** A scan can find a process in transition, and leave it to the next scan, as a tick does. */
    private static void scanUntilQuiet(RealSupervisord supervisord, List<Path> flags) {
        Eventually.within(
                Duration.ofSeconds(60),
                () -> {
                    Launcher.Result scan = ByHand.oomeMonitor(supervisord, "all");
                    assertThat(scan.exit()).as(scan.out() + scan.err()).isZero();
                    return flags.stream().noneMatch(RestartCrashIT::exists)
                            && ByHand.unfinished(supervisord).isEmpty();
                },
                () -> "flags, or unfinished restarts, are still there");
    }

    private static boolean exists(Path flag) {
        return Files.exists(flag);
    }

    private static List<String> crashingMonitor(RealSupervisord supervisord, String point) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:disable",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.oome.restart.CrashingMonitor",
                supervisord.serverUrl(),
                ByHand.stateDir(supervisord.folder()).toString(),
                point);
    }
}
