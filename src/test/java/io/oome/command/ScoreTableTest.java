package io.oome.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.score.Attempt;
import io.oome.score.Score;
import io.oome.score.ScorePass;
import io.oome.score.ScoreReport;
import io.oome.score.ScoreRule;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The output of oom_score_adj that an operator reads. */
class ScoreTableTest {

    private static final String REFUSAL =
            "-1000 refused (EACCES): the floor is at most 0 (the lowest score of the process,"
                    + " supervisord and this program); only CAP_SYS_RESOURCE goes below it";
    private static final String FORECAST = "the kernel may refuse -1000: the floor is at most 0";

    private static final ScorePass DONE = new ScorePass(
            List.of(
                    report("api", 70, 200, new Attempt.Written(0), ""),
                    report("batch", 0, 200, new Attempt.Gone(), "it is STOPPED"),
                    report("db", 72, -1000, new Attempt.BelowFloor(0), REFUSAL),
                    report("web", 73, -1000, new Attempt.BelowFloor(0), REFUSAL)),
            List.of(ScoreRule.parse("wbe=5")),
            false);

    private static ScoreReport report(String name, int pid, int wanted, Attempt own, String reason) {
        ProcessInfo process = new ProcessInfo(
                Namespec.parse(name),
                pid == 0 ? ProcessState.STOPPED : ProcessState.RUNNING,
                pid,
                Instant.EPOCH,
                Instant.EPOCH,
                0,
                "");
        Optional<String> remedy = Optional.of("To go below the floor grant CAP_SYS_RESOURCE: docker run …")
                .filter(it -> own instanceof Attempt.BelowFloor);
        return new ScoreReport(process, new Score(wanted), own, List.of(), reason, remedy);
    }

    private static String printed(ScorePass pass, Screen screen) {
        StringWriter text = new StringWriter();
        ScoreTable.print(pass, Reports.server(), new PrintWriter(text), screen);
        return text.toString();
    }

    @Test
    void should_print_one_whole_line_per_process_to_a_pipe() {
        assertThat(printed(DONE, Screen.PIPE))
                .isEqualTo(
                        """
                        PROCESS  PID  NOW  WANTED  RESULT       WHY
                        db       72   0    -1000   refused      -1000 refused (EACCES): the floor is at most 0 (the lowest score of the process, supervisord and this program); only CAP_SYS_RESOURCE goes below it
                        web      73   0    -1000   refused      -1000 refused (EACCES): the floor is at most 0 (the lowest score of the process, supervisord and this program); only CAP_SYS_RESOURCE goes below it
                        wbe      -    -    5       -            -p matches no supervised process
                        api      70   0    200     set
                        batch    -    -    200     not running  it is STOPPED
                        To go below the floor grant CAP_SYS_RESOURCE: docker run …
                        4 processes of unix:///run/supervisor.sock (found by: /etc/supervisord.conf of pid 1): 1 set, 2 refused, 1 not running
                        """);
    }

    @Test
    void should_fit_a_terminal_and_give_a_shared_reason_once() {
        assertThat(printed(DONE, new Screen(OptionalInt.of(80), false)))
                .isEqualTo(
                        """
                        PROCESS  PID  NOW  WANTED  RESULT       WHY
                        db       72   0    -1000   refused
                        web      73   0    -1000   refused
                            -1000 refused (EACCES): the floor is at most 0 (the lowest score of the
                            process, supervisord and this program); only CAP_SYS_RESOURCE goes below it
                        wbe      -    -    5       -            -p matches no supervised process
                        api      70   0    200     set
                        batch    -    -    200     not running  it is STOPPED
                        To go below the floor grant CAP_SYS_RESOURCE: docker run …
                        4 processes of unix:///run/supervisor.sock (found by: /etc/supervisord.conf of
                            pid 1): 1 set, 2 refused, 1 not running
                        """);
    }

    @Test
    void should_not_hide_an_expected_refusal() {
        ScorePass dry = new ScorePass(
                List.of(
                        report("api", 70, 200, new Attempt.WouldWrite(0), ""),
                        report("web", 73, -1000, new Attempt.WouldWrite(0), FORECAST)),
                List.of(),
                true);
        assertThat(printed(dry, new Screen(OptionalInt.of(80), true)).replace("\033", "^"))
                .isEqualTo(
                        """
                        PROCESS  PID  NOW  WANTED  RESULT     WHY
                        ^[33mweb      73   0    -1000   would set^[0m
                            the kernel may refuse -1000: the floor is at most 0
                        ^[2mapi      70   0    200     would set^[0m
                        every supervised process gets -1000: when memory runs out, the kernel can kill
                            only supervisord itself, and the container with it; give expendable
                            processes a higher score: -p NAME=SCORE
                        2 processes of unix:///run/supervisor.sock (found by: /etc/supervisord.conf of
                            pid 1): 2 to set
                        """);
    }
}
