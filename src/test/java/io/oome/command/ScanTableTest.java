package io.oome.command;

import static io.oome.command.Reports.done;
import static io.oome.command.Reports.dry;
import static io.oome.command.Reports.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.oome.jvm.Verdict;
import io.oome.restart.Decision;
import io.oome.restart.Evidence;
import io.oome.restart.Outcome;
import io.oome.supervisor.ProcessState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The output of oome_monitor that an operator reads. */
class ScanTableTest {

    private static final String REFUSED =
            "/srv/up/work/oome belongs to uid 12345, which is not trusted for this process:"
                    + " create it as the process's user: docker exec -u 0 … touch /srv/up/work/oome (rule: cwd)";

    private static final ScanReport VARIED = dry(
            of("api"),
            of("batch")
                    .fatal("Exited too quickly (process log may have details)")
                    .found(Evidence.NO_PATH, Decision.NOTHING, "it is down"),
            of("oome").listener(),
            of("upload").found(Evidence.REFUSED, Decision.REPORT, REFUSED),
            of("web")
                    .flagged(Duration.ofSeconds(12), Decision.RESTART)
                    .restarted(Duration.ofHours(30), "restarted")
                    .restarted(Duration.ofHours(5), "restarted")
                    .restarted(Duration.ofMinutes(3), "restarted"));

    private static String printed(ScanReport report, Screen screen) {
        return printed(report, false, screen);
    }

    private static String printed(ScanReport report, boolean verbose, Screen screen) {
        StringWriter text = new StringWriter();
        new ScanTable(report, verbose).print(new PrintWriter(text), screen);
        return text.toString();
    }

    private static Screen terminal(int width) {
        return new Screen(OptionalInt.of(width), false);
    }

    @Test
    void should_print_one_whole_line_per_process_to_a_pipe() {
        assertThat(printed(VARIED, Screen.PIPE))
                .isEqualTo(
                        """
                        PROCESS  STATE    PID  JVM  UPTIME  LAST RESTART        WOULD    WHY
                        batch    FATAL    -    -    -       -                   nothing  Exited too quickly (process log may have details); it is down
                        upload   RUNNING  71   -    4h      -                   report   /srv/up/work/oome belongs to uid 12345, which is not trusted for this process: create it as the process's user: docker exec -u 0 … touch /srv/up/work/oome (rule: cwd)
                        web      RUNNING  71   -    4h      3m ago (2 in 24 h)  restart  OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE), 12 s old, owner uid 1000
                        api      RUNNING  71   -    4h      -                   nothing  no flag /tmp/api.oome (rule: OOME_FILE)
                        oome     RUNNING  71   -    4h      -                   nothing  event listener: never acted on
                        5 processes of unix:///run/supervisor.sock (found by: /etc/supervisord.conf of pid 1): 1 to restart, 2 to look at, 2 fine
                        """);
    }

    @Test
    void should_fit_a_terminal_of_100_columns() {
        assertThat(printed(VARIED, terminal(100)))
                .isEqualTo(
                        """
                        PROCESS  STATE    PID  JVM  UPTIME  LAST RESTART        WOULD    WHY
                        batch    FATAL    -    -    -       -                   nothing
                            Exited too quickly (process log may have details); it is down
                        upload   RUNNING  71   -    4h      -                   report
                            /srv/up/work/oome belongs to uid 12345, which is not trusted for this process: create it as the
                            process's user: docker exec -u 0 … touch /srv/up/work/oome (rule: cwd)
                        web      RUNNING  71   -    4h      3m ago (2 in 24 h)  restart
                            OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE), 12 s old, owner uid 1000
                        api      RUNNING  71   -    4h      -                   nothing  no flag /tmp/api.oome (rule: OOME_…
                        oome     RUNNING  71   -    4h      -                   nothing  event listener: never acted on
                        5 processes of unix:///run/supervisor.sock (found by: /etc/supervisord.conf of pid 1): 1 to restart,
                            2 to look at, 2 fine
                        """);
    }

    @Test
    void should_omit_less_important_columns_on_a_terminal_of_80_columns() {
        assertThat(printed(VARIED, terminal(80)))
                .isEqualTo(
                        """
                        PROCESS  STATE    PID  JVM  WOULD    WHY
                        batch    FATAL    -    -    nothing
                            Exited too quickly (process log may have details); it is down
                        upload   RUNNING  71   -    report
                            /srv/up/work/oome belongs to uid 12345, which is not trusted for this
                            process: create it as the process's user: docker exec -u 0 … touch
                            /srv/up/work/oome (rule: cwd)
                        web      RUNNING  71   -    restart
                            OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE), 12 s old, owner uid
                            1000
                        api      RUNNING  71   -    nothing  no flag /tmp/api.oome (rule: OOME_FILE)
                        oome     RUNNING  71   -    nothing  event listener: never acted on
                        5 processes of unix:///run/supervisor.sock (found by: /etc/supervisord.conf of
                            pid 1): 1 to restart, 2 to look at, 2 fine
                        """);
    }

    @Test
    void should_use_all_of_a_terminal_of_200_columns() {
        assertThat(printed(VARIED, terminal(200)))
                .isEqualTo(
                        """
                        PROCESS  STATE    PID  JVM  UPTIME  LAST RESTART        WOULD    WHY
                        batch    FATAL    -    -    -       -                   nothing  Exited too quickly (process log may have details); it is down
                        upload   RUNNING  71   -    4h      -                   report
                            /srv/up/work/oome belongs to uid 12345, which is not trusted for this process: create it as the process's user: docker exec -u 0 … touch /srv/up/work/oome (rule: cwd)
                        web      RUNNING  71   -    4h      3m ago (2 in 24 h)  restart  OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE), 12 s old, owner uid 1000
                        api      RUNNING  71   -    4h      -                   nothing  no flag /tmp/api.oome (rule: OOME_FILE)
                        oome     RUNNING  71   -    4h      -                   nothing  event listener: never acted on
                        5 processes of unix:///run/supervisor.sock (found by: /etc/supervisord.conf of pid 1): 1 to restart, 2 to look at, 2 fine
                        """);
    }

    @Test
    void should_report_each_restart_and_never_call_a_failure_a_success() {
        Duration age = Duration.ofSeconds(12);
        assertThat(printed(
                        done(
                                of("a").flagged(age, Decision.RESTART)
                                        .ended(new Outcome.Restarted(98, List.of()), ProcessState.RUNNING),
                                of("b").is(ProcessState.EXITED)
                                        .flagged(age, Decision.START)
                                        .ended(new Outcome.Restarted(98, List.of()), ProcessState.RUNNING),
                                of("c").flagged(age, Decision.RESTART)
                                        .ended(new Outcome.Failed("it is FATAL after its start"), ProcessState.FATAL),
                                of("d").flagged(age, Decision.RESTART)
                                        .ended(new Outcome.Restarted(98, List.of(72)), ProcessState.RUNNING),
                                of("e").flagged(age, Decision.RESTART)
                                        .ended(new Outcome.Overruled(), ProcessState.STOPPED),
                                of("f").flagged(age, Decision.RESTART)
                                        .ended(new Outcome.Superseded(98), ProcessState.RUNNING),
                                of("g").flagged(age, Decision.RESTART),
                                of("h").is(ProcessState.STOPPED).flagged(age, Decision.LEAVE),
                                of("i")),
                        Screen.PIPE))
                .isEqualTo(
                        """
                        PROCESS  STATE    PID      JVM  UPTIME  LAST RESTART     ACTION          WHY
                        c        FATAL    71 → -   -    -       -                NOT restarted   OutOfMemoryError flag /tmp/c.oome (rule: OOME_FILE), 12 s old; it is FATAL after its start; a later scan tries again
                        d        RUNNING  71 → 98  -    2s      now (1 in 24 h)  half restarted  OutOfMemoryError flag /tmp/d.oome (rule: OOME_FILE), 12 s old; but pid 72 of its previous run is still alive: set stopasgroup=true and killasgroup=true in its section of supervisord.conf, and kill it by hand
                        g        RUNNING  71       -    4h      -                NOT restarted   OutOfMemoryError flag /tmp/g.oome (rule: OOME_FILE), 12 s old, owner uid 1000; this program ended first
                        a        RUNNING  71 → 98  -    2s      now (1 in 24 h)  restarted       OutOfMemoryError flag /tmp/a.oome (rule: OOME_FILE), 12 s old
                        b        RUNNING  - → 98   -    2s      now (1 in 24 h)  started         OutOfMemoryError flag /tmp/b.oome (rule: OOME_FILE), 12 s old
                        e        STOPPED  71 → -   -    -       -                left stopped    OutOfMemoryError flag /tmp/e.oome (rule: OOME_FILE), 12 s old; an operator stopped it meanwhile
                        f        RUNNING  71 → 98  -    2s      -                not restarted   OutOfMemoryError flag /tmp/f.oome (rule: OOME_FILE), 12 s old; somebody else started it meanwhile: it runs as pid 98
                        h        STOPPED  -        -    -       -                left stopped    OutOfMemoryError flag /tmp/h.oome (rule: OOME_FILE), 12 s old, owner uid 1000; but an operator stopped it
                        i        RUNNING  71       -    4h      -                nothing         no flag /tmp/i.oome (rule: OOME_FILE)
                        9 processes of unix:///run/supervisor.sock (found by: /etc/supervisord.conf of pid 1): 2 NOT restarted, 2 restarted, 4 to look at, 1 fine
                        """);
    }

    @Test
    void should_report_a_guess_and_with_verbose_each_rule_passed_over() {
        assertThat(printed(dry(of("web").guessed()), true, Screen.PIPE))
                .isEqualTo(
                        """
                        PROCESS  STATE    PID  JVM  UPTIME  LAST RESTART  WOULD   WHY
                        web      RUNNING  71   -    4h      -             report  no flag /srv/web/work/oome (rule: cwd), but that path is a guess (OOME_FILE: no permission to read its environment); passed over: configuration: no file for it
                        1 process of unix:///run/supervisor.sock (found by: /etc/supervisord.conf of pid 1): 1 to look at
                        """);
        assertThat(printed(dry(of("web").guessed()), true, terminal(80)))
                .isEqualTo(
                        """
                        PROCESS  STATE    PID  JVM  LAST RESTART  WOULD   WHY
                        web      RUNNING  71   -    -             report
                            no flag /srv/web/work/oome (rule: cwd), but that path is a guess (OOME_FILE:
                            no permission to read its environment)
                            passed over: configuration: no file for it
                        1 process of unix:///run/supervisor.sock (found by: /etc/supervisord.conf of pid
                            1): 1 to look at
                        """);
    }

    @Test
    void should_report_a_name_that_matches_no_process() {
        assertThat(printed(Reports.unmatched("wbe"), Screen.PIPE))
                .isEqualTo(
                        """
                        PROCESS  STATE    PID  JVM  UPTIME  LAST RESTART  WOULD    WHY
                        wbe      -        -    -    -       -             -        -p matches no supervised process
                        web      RUNNING  71   -    4h      -             nothing  no flag /tmp/web.oome (rule: OOME_FILE)
                        1 process of unix:///run/supervisor.sock (found by: /etc/supervisord.conf of pid 1): 1 fine
                        """);
    }

    @Test
    void should_colour_what_needs_attention_and_dim_what_is_fine() {
        assertThat(printed(VARIED, new Screen(OptionalInt.of(200), true)).replace("\033", "^"))
                .isEqualTo(
                        """
                        PROCESS  STATE    PID  JVM  UPTIME  LAST RESTART        WOULD    WHY
                        ^[31mbatch    FATAL    -    -    -       -                   nothing^[0m  Exited too quickly (process log may have details); it is down
                        ^[31mupload   RUNNING  71   -    4h      -                   report^[0m
                            /srv/up/work/oome belongs to uid 12345, which is not trusted for this process: create it as the process's user: docker exec -u 0 … touch /srv/up/work/oome (rule: cwd)
                        ^[31mweb      RUNNING  71   -    4h      3m ago (2 in 24 h)  restart^[0m  OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE), 12 s old, owner uid 1000
                        ^[2mapi      RUNNING  71   -    4h      -                   nothing  no flag /tmp/api.oome (rule: OOME_FILE)^[0m
                        ^[2moome     RUNNING  71   -    4h      -                   nothing  event listener: never acted on^[0m
                        5 processes of unix:///run/supervisor.sock (found by: /etc/supervisord.conf of pid 1): 1 to restart, 2 to look at, 2 fine
                        """);
    }

    @Test
    void should_print_200_processes_on_202_lines() {
        Reports[] many = IntStream.range(0, 200)
                .mapToObj(it -> it == 150 ? of("p150").flagged(Duration.ofSeconds(9), Decision.RESTART) : of("p" + it))
                .toArray(Reports[]::new);
        String table = printed(dry(many), Screen.PIPE);
        assertThat(table.lines()).hasSize(202);
        assertThat(table.lines().skip(1).findFirst().orElseThrow()).startsWith("p150 ");
        assertThat(table).endsWith(": 1 to restart, 199 fine\n");
    }

    /** A terminal of 80 columns and 24 rows, scrolled to the top. */
    @Test
    void should_show_on_the_first_screen_which_of_200_need_attention() {
        Reports[] many = IntStream.range(0, 200)
                .mapToObj(it -> switch (it) {
                    case 60 -> of("batch")
                            .fatal("Exited too quickly (process log may have details)")
                            .found(Evidence.NO_PATH, Decision.NOTHING, "it is down");
                    case 120 -> of("web").flagged(Duration.ofSeconds(9), Decision.RESTART);
                    case 180 -> of("api").judged(Verdict.Kind.UNARMED, "JVM 71: it has no OnOutOfMemoryError");
                    default -> of("worker:w" + it).judged(Verdict.Kind.ARMED, "");
                })
                .toArray(Reports[]::new);
        List<String> screen = printed(dry(many), terminal(80)).lines().limit(10).toList();
        assertThat(String.join("\n", screen))
                .isEqualTo(
                        """
                        PROCESS      STATE    PID  JVM      WOULD    WHY
                        batch        FATAL    -    -        nothing
                            Exited too quickly (process log may have details); it is down
                        web          RUNNING  71   -        restart
                            OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE), 9 s old, owner uid
                            1000
                        api          RUNNING  71   unarmed  nothing
                            no flag /tmp/api.oome (rule: OOME_FILE); unarmed: JVM 71: it has no
                            OnOutOfMemoryError
                        worker:w0    RUNNING  71   armed    nothing  no flag /tmp/w0.oome (rule: OOME_F…\
                        """);
    }

    @Test
    void should_report_which_jvm_is_not_ready_for_an_out_of_memory_error() {
        ScanReport report = dry(
                of("armed").judged(Verdict.Kind.ARMED, "it creates /tmp/armed.oome"),
                of("nginx").judged(Verdict.Kind.NO_JVM, ""),
                of("wrapped").judged(Verdict.Kind.ARMED, "it creates /tmp/wrapped.oome", "a stop ends the shell only"),
                of("web").judged(Verdict.Kind.UNARMED, "JVM 71: it has no OnOutOfMemoryError"));
        assertThat(printed(report, Screen.PIPE))
                .isEqualTo(
                        """
                        PROCESS  STATE    PID  JVM      UPTIME  LAST RESTART  WOULD    WHY
                        wrapped  RUNNING  71   armed    4h      -             nothing  no flag /tmp/wrapped.oome (rule: OOME_FILE); armed: it creates /tmp/wrapped.oome; but a stop ends the shell only
                        web      RUNNING  71   unarmed  4h      -             nothing  no flag /tmp/web.oome (rule: OOME_FILE); unarmed: JVM 71: it has no OnOutOfMemoryError
                        armed    RUNNING  71   armed    4h      -             nothing  no flag /tmp/armed.oome (rule: OOME_FILE)
                        nginx    RUNNING  71   no JVM   4h      -             nothing  no flag /tmp/nginx.oome (rule: OOME_FILE)
                        4 processes of unix:///run/supervisor.sock (found by: /etc/supervisord.conf of pid 1): 1 to look at, 1 unarmed, 2 fine
                        """);
    }
}
