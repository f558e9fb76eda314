package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The machine that this was written on grants CAP_SYS_RESOURCE to no process: raising a score works there, lowering
 * fails.
 */
@Timeout(90)
class OomScoreAdjIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String RUNNING = "events=PROCESS_STATE_RUNNING";

    /** A child, a grandchild, and every 10 ms a new child that lives for a second. */
    private static final String FAMILY = Programs.command(
            "sh", "-c", "sleep 86400 & sh -c 'sleep 86400 & wait' & while true; do sleep 1 & sleep 0.01; done");

    @Test
    void should_set_a_process_and_all_its_descendants_including_new_ones() {
        try (RealSupervisord supervisord = RealSupervisord.configured()
                .program("web", FAMILY)
                .program("other", Programs.sleeper())
                .eventlistener("score", Programs.installed("oom_score_adj", "-p", "web", "-s", "311"), RUNNING)
                .start()) {
            supervisord.awaitStderr("score", "INFO web \\(pid \\d+ and \\d+ children\\): 0 → 311$", SOON);
            assertThat(supervisord.stderrOf("score").lines().findFirst().orElseThrow())
                    .contains(" oom_score_adj INFO listener, oome-monitor ")
                    .endsWith(": sets web=311, of " + supervisord.serverUrl() + " (found by: SUPERVISOR_SERVER_URL)");

            long web = supervisord.pid("web");
            assertThat(Score.ofFamily(web)).hasSizeGreaterThan(3).containsOnly(311);
            assertThat(Score.of(supervisord.pid("other"))).isZero();
            assertThat(Score.of(supervisord.pid("score"))).isZero();
            assertThat(supervisord.stdoutOf("score")).startsWith("READY\n").doesNotContain("INFO", "WARN");
        }
    }

    @Test
    void should_follow_the_rules_in_groups_and_in_numbers() {
        try (RealSupervisord supervisord = RealSupervisord.configured()
                .program("a", Programs.sleeper())
                .program("b", Programs.sleeper())
                .program("w", Programs.sleeper(), "numprocs=2", "process_name=w_%(process_num)02d")
                .section("group:g", "programs=a")
                .eventlistener(
                        "score",
                        Programs.installed(
                                "oom_score_adj",
                                "-a",
                                "-s",
                                "10",
                                "-p",
                                "a=20",
                                "-p",
                                "g:a=30",
                                "-p",
                                "w:*=40",
                                "-p",
                                "w_01=50"),
                        RUNNING)
                .start()) {
            awaitScore(supervisord, "g:a", 30);
            awaitScore(supervisord, "b", 10);
            awaitScore(supervisord, "w:w_00", 40);
            awaitScore(supervisord, "w:w_01", 50);
            awaitScore(supervisord, "score", 10);
        }
    }

    @Test
    void should_set_running_processes_when_it_starts_and_new_ones_later() {
        try (RealSupervisord supervisord =
                RealSupervisord.configured().program("web", Programs.sleeper()).start()) {
            supervisord.awaitState("web", "RUNNING", SOON);
            long first = supervisord.pid("web");

            supervisord.reconfigure(it -> it.eventlistener(
                    "score", Programs.installed("oom_score_adj", "-p", "web=312", "-p", "late=313"), RUNNING));
            awaitScore(supervisord, "web", 312);
            assertThat(supervisord.pid("web")).isEqualTo(first);
            supervisord.awaitStderr("score", "WARN -p late=313 matches no supervised process$", SOON);

            supervisord.ctl("restart", "web");
            supervisord.awaitNewPid("web", first, SOON);
            awaitScore(supervisord, "web", 312);
            supervisord.reconfigure(it -> it.program("late", Programs.sleeper()));
            awaitScore(supervisord, "late", 313);
        }
    }

    /** Each lives for some 30 ms: most have ended when their event is read, and many a pid is free again. */
    @Test
    @Tag("thorough")
    void should_never_write_to_another_process_when_processes_die_at_once() {
        String[] shortLived = {
            Programs.command("sh", "-c", "sleep 0.03 & sleep 0.03"),
            "startsecs=0",
            "autorestart=true",
            "numprocs=4",
            "process_name=p_%(process_num)02d"
        };
        try (RealSupervisord supervisord = RealSupervisord.configured()
                .program("p", shortLived)
                .program("web", Programs.sleeper())
                .eventlistener(
                        "score", Programs.installed("oom_score_adj", "-p", "p:*=314"), RUNNING, "buffer_size=500")
                .start()) {
            Eventually.within(
                    Duration.ofSeconds(60),
                    () -> {
                        List<Long> strangers = holdersOutside(supervisord, 314);
                        assertThat(strangers).isEmpty();
                        return spawned(supervisord) > 400;
                    },
                    () -> "only " + spawned(supervisord) + " processes were spawned");
            supervisord.awaitStderr("score", "p:p_0\\d \\(pid \\d+ and \\d+ child(ren)?\\): 0 → 314", SOON);
            assertThat(supervisord.state("score")).isEqualTo("RUNNING");
            assertThat(supervisord.stderrOf("score")).doesNotContain("ERROR", "refused", "could not");
        }
    }

    private static long spawned(RealSupervisord supervisord) {
        return supervisord
                .log()
                .lines()
                .filter(it -> it.contains("spawned: 'p_0"))
                .count();
    }

    private static List<Long> holdersOutside(RealSupervisord supervisord, int score) {
        return Score.holders(score).stream()
                .filter(pid -> ProcessHandle.of(pid)
                        .flatMap(ProcessHandle::parent)
                        .map(it -> ancestors(it).noneMatch(a -> a.pid() == supervisord.pidOfSupervisord()))
                        .orElse(false))
                .filter(pid -> !isOrphanOf(supervisord, pid))
                .toList();
    }

    /** It has inherited the score, and supervisord's environment; a process that has ended has none. */
    private static boolean isOrphanOf(RealSupervisord supervisord, long pid) {
        try {
            String environ = Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
            return environ.isEmpty() || environ.contains("SUPERVISOR_SERVER_URL=" + supervisord.serverUrl());
        } catch (IOException e) {
            return true;
        }
    }

    private static Stream<ProcessHandle> ancestors(ProcessHandle process) {
        return Stream.iterate(process, it -> it.parent().orElse(null)).takeWhile(it -> it != null);
    }

    @Test
    void should_explain_why_a_score_cannot_be_lowered_and_go_on() {
        assumeTrue(!hasSysResource(), "this machine grants CAP_SYS_RESOURCE");
        try (RealSupervisord supervisord = RealSupervisord.configured()
                .program("web", Programs.sleeper())
                .program("batch", Programs.sleeper())
                .eventlistener("score", Programs.installed("oom_score_adj", "-p", "web", "-p", "batch=315"), RUNNING)
                .start()) {
            supervisord.awaitStderr(
                    "score",
                    "WARN web \\(pid \\d+ and 0 children\\): stays 0: -1000 refused \\(EACCES\\): the floor is at most 0",
                    SOON);
            supervisord.awaitStderr(
                    "score",
                    "--cap-add SYS_RESOURCE, or in Kubernetes securityContext.capabilities.add: \\[\"SYS_RESOURCE\"\\]",
                    SOON);
            awaitScore(supervisord, "batch", 315);
            assertThat(Score.of(supervisord.pid("web"))).isZero();

            long web = supervisord.pid("web");
            supervisord.ctl("restart", "web");
            long next = supervisord.awaitNewPid("web", web, SOON);
            supervisord.awaitStderr("score", "WARN web \\(pid " + next + " .*refused", SOON);
            assertThat(supervisord.stderrOf("score").split("--cap-add", -1)).hasSize(2);
        }
    }

    @Test
    void should_warn_once_when_the_kernel_is_left_no_victim() {
        try (RealSupervisord supervisord = RealSupervisord.configured()
                .program("web", Programs.sleeper())
                .eventlistener("score", Programs.installed("oom_score_adj", "-a"), RUNNING)
                .start()) {
            supervisord.awaitStderr("score", "WARN every supervised process gets -1000", SOON);
            long web = supervisord.pid("web");
            supervisord.ctl("restart", "web");
            long next = supervisord.awaitNewPid("web", web, SOON);
            supervisord.awaitStderr("score", "web \\(pid " + next, SOON);
            assertThat(supervisord.stderrOf("score").split("every supervised process", -1))
                    .hasSize(2);
        }
    }

    @Test
    void should_warn_once_about_an_event_that_it_ignores() {
        try (RealSupervisord supervisord = RealSupervisord.configured()
                .program("web", Programs.sleeper())
                .eventlistener("score", Programs.installed("oom_score_adj", "-p", "web=1"), "events=PROCESS_STATE")
                .start()) {
            supervisord.awaitStderr("score", "WARN ignoring PROCESS_STATE_STARTING: subscribe this", SOON);
            long web = supervisord.pid("web");
            supervisord.ctl("restart", "web");
            supervisord.awaitNewPid("web", web, SOON);
            awaitScore(supervisord, "web", 1);
            assertThat(supervisord.stderrOf("score").split("ignoring PROCESS_STATE_STARTING", -1))
                    .hasSize(2);
        }
    }

    private static void awaitScore(RealSupervisord supervisord, String process, int score) {
        supervisord.awaitState(process, "RUNNING", SOON);
        Eventually.within(
                SOON,
                () -> Score.of(supervisord.pid(process)) == score,
                () -> process + " has not " + score + "\n" + supervisord.stderrOf("score"));
    }

    private static boolean hasSysResource() {
        List<String> lower = List.of("sh", "-c", "echo -1 > /proc/self/oom_score_adj");
        return Launcher.runCommand(SOON, Map.of(), Path.of("/"), lower).exit() == 0;
    }
}
