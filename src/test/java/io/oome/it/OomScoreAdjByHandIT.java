package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code oom_score_adj} as a command: one pass, and a table of the results. */
@Timeout(90)
class OomScoreAdjByHandIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void should_print_the_result_for_each_process() {
        try (RealSupervisord supervisord = RealSupervisord.configured()
                .program("web", Programs.command("sh", "-c", "sleep 86400 & sleep 86400 & wait"))
                .program("down", Programs.sleeper(), "autostart=false")
                .start()) {
            supervisord.awaitState("web", "RUNNING", SOON);
            long web = supervisord.pid("web");
            Eventually.within(SOON, () -> Score.ofFamily(web).size() == 3, () -> "no children");

            Launcher.Result dry = byHand(supervisord, "--dry", "-a", "-s", "316");
            assertThat(dry.exit()).isZero();
            assertThat(dry.out())
                    .isEqualTo("PROCESS  PID" + blanks(web, 3) + "NOW  WANTED  RESULT                      WHY\n"
                            + "down     -" + blanks(web, 1)
                            + "-    316     not running                 it is STOPPED\n"
                            + "web      " + web + "  0    316     would set, with 2 children\n"
                            + "2 processes of " + supervisord.serverUrl()
                            + " (found by: --server-url): 1 to set, 1 not running\n");
            assertThat(Score.ofFamily(web)).containsOnly(0);

            Launcher.Result set = byHand(supervisord, "-p", "web=316");
            assertThat(set.exit()).isZero();
            assertThat(set.err()).isEmpty();
            assertThat(set.out())
                    .contains("\nweb      " + web + "  0    316     set, with 2 children\n")
                    .endsWith(": 1 set\n");
            assertThat(Score.ofFamily(web)).containsOnly(316);

            Launcher.Result json = byHand(supervisord, "-p", "web=316", "-p", "nix=5", "--format", "json");
            assertThat(json.exit()).isEqualTo(1);
            assertThat(json.out())
                    .contains(
                            "\"pid\" : " + web,
                            "\"now\" : 316",
                            "\"descendants\" : 2",
                            "\"result\" : \"unchanged\"",
                            "\"unmatched\" : [ \"nix\" ]");
            Schema.OOM_SCORE_ADJ.assertDescribes(json.out());
            Schema.OOM_SCORE_ADJ.assertDescribes(byHand(supervisord, "-d", "-a", "-s", "17", "--format", "json")
                    .out());

            Launcher.Result nobody = byHand(supervisord, "-p", "nix=5");
            assertThat(nobody.exit()).isEqualTo(1);
            assertThat(nobody.out()).contains("-p matches no supervised process");
        }
    }

    private static String blanks(long pid, int used) {
        return " ".repeat(String.valueOf(pid).length() - used + 2);
    }

    @Test
    void should_explain_a_read_only_proc() {
        String readOnly = "mount --bind /proc /proc && mount -o remount,bind,ro /proc && ";
        assumeTrue(sh(Path.of("/"), "unshare -m sh -c '" + readOnly + "true'").exit() == 0, "no unshare here");
        try (RealSupervisord supervisord =
                RealSupervisord.configured().program("web", Programs.sleeper()).start()) {
            supervisord.awaitState("web", "RUNNING", SOON);
            Launcher.Result result = sh(
                    supervisord.folder(),
                    "unshare -m sh -c '" + readOnly + Launcher.program("oom_score_adj") + " --server-url "
                            + supervisord.serverUrl() + " -p web=5'");
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.out()).contains("refused", "5 refused (EROFS): /proc is mounted read-only");
        }
    }

    @Test
    void should_write_to_no_process_of_another_pid_namespace() {
        assumeTrue(sh(Path.of("/"), "unshare -p -f --mount-proc true").exit() == 0, "no unshare here");
        try (RealSupervisord supervisord =
                RealSupervisord.configured().program("web", Programs.sleeper()).start()) {
            supervisord.awaitState("web", "RUNNING", SOON);
            Launcher.Result result = sh(
                    supervisord.folder(),
                    "unshare -p -f --mount-proc " + Launcher.program("oom_score_adj") + " --server-url "
                            + supervisord.serverUrl() + " -p web=5");
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.out().replaceAll("\\s+", " "))
                    .contains("in this /proc: nothing written; run in supervisord's own PID namespace");
            assertThat(Score.of(supervisord.pid("web"))).isZero();
        }
    }

    @Test
    void should_report_a_process_of_another_user() {
        assumeTrue(sh(Path.of("/"), "setpriv --reuid=65534 --clear-groups true").exit() == 0, "not root");
        try (RealSupervisord supervisord = RealSupervisord.configured()
                .inetServer()
                .program("web", Programs.sleeper())
                .start()) {
            supervisord.awaitState("web", "RUNNING", SOON);
            Launcher.Result result = sh(
                    Path.of("/"),
                    "setpriv --reuid=65534 --clear-groups " + Launcher.program("oom_score_adj") + " --server-url "
                            + supervisord.inetUrl() + " -p web=5");
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.out()).contains("5 refused: the process belongs to another user", "as root");
        }
    }

    private static Launcher.Result byHand(RealSupervisord supervisord, String... args) {
        String[] argv = Stream.concat(
                        Stream.of("oom_score_adj", "--server-url", supervisord.serverUrl()), Stream.of(args))
                .toArray(String[]::new);
        return Launcher.run(SOON, Map.of(), supervisord.folder(), argv);
    }

    private static Launcher.Result sh(Path cwd, String script) {
        return Launcher.runCommand(SOON, Map.of(), cwd, List.of("sh", "-c", script));
    }
}
