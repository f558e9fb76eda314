package io.oome.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Arguments → exit code, stdout, stderr, without starting the program; CommandLineIT and OomScoreAdjCommandLineIT start
 * it for one case of each kind.
 */
@Timeout(30)
@ExtendWith(WithSettings.class)
class CommandLinesTest {

    private static final Logger OURS = Logger.getLogger("io.oome");

    private final PrintStream realErr = System.err;
    private final Level realLevel = OURS.getLevel();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(realErr);
        OURS.setLevel(realLevel);
    }

    private int run(String commandLine) {
        String[] words = commandLine.strip().split(" +");
        Streams streams = new Streams(InputStream.nullInputStream(), out);
        return CommandLines.run(words[0], streams, Arrays.copyOfRange(words, 1, words.length));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        ''                                | oome_monitor: say what to watch: single -p NAME, or all; see oome_monitor --help
        frobnicate                        | oome_monitor: no such command: frobnicate; see oome_monitor --help
        al                                | oome_monitor: no such command: al; did you mean all?; see oome_monitor --help
        help al                           | oome_monitor: no such command: al; did you mean all?; see oome_monitor --help
        single all -p web                 | oome_monitor: one command at a time: single, or all; see oome_monitor --help
        help single all                   | oome_monitor: one command at a time: single, or all; see oome_monitor --help
        all --frobnicate                  | oome_monitor: no such option: --frobnicate; see oome_monitor --help
        single                            | oome_monitor: single needs -p NAME; to watch all processes say all
        single -p                         | oome_monitor: Missing required parameter for option '--process-name'
        single -p a -p b -o /x            | oome_monitor: -o FILE goes with one -p only
        -p a single -p b -o /x            | oome_monitor: -o FILE goes with one -p only
        single -p a --oome-file=          | oome_monitor: -o is empty: give the path of the flag
        single -p a/b                     | oome_monitor: -p "a/b" is not a process name
        all -p web                        | oome_monitor: -p and -o go with single
        -o /x all                         | oome_monitor: -p and -o go with single
        all --parallel many               | oome_monitor: --parallel: "many" is not a number from 1 to 1000
        all --parallel 0                  | oome_monitor: --parallel: "0" is not a number from 1 to 1000
        all --max-restarts 3              | "3" is not of the form N/DURATION, N from 1 to 100, such as 3/10m
        all --max-restarts 101/10m        | "101/10m" is not of the form N/DURATION, N from 1 to 100
        all --max-restarts 3/10y          | "10y" is not a duration: give a number and s, m, h or d
        all --format xml                  | oome_monitor: Invalid value for option '--format'
        --once all --listen               | oome_monitor: --once and --listen exclude each other
        all --every 30s --once            | oome_monitor: --every excludes --once and --listen
        --listen --every 30s all          | oome_monitor: --every excludes --once and --listen
        all --every 0s                    | "0s" is not a duration: give a number and s, m, h or d
        all --every 30s --format json     | oome_monitor: --format json applies only to a scan by hand
        all --check --format json         | oome_monitor: --format json applies only to a scan by hand
        --check --every 30s all           | oome_monitor: --check scans once
        all --listen --check              | oome_monitor: --check scans once
        all --health-file /x              | oome_monitor: --health-file goes with --every
        all --http 9102                   | --http goes with a listener, or --every
        all --check --http 9102           | --http goes with a listener, or --every
        all --listen --http :9102         | is not [HOST:]PORT
        all --every 30s --server-url ftp://x | neither http://HOST:PORT nor unix:///PATH
        all --server-url ftp://x          | neither http://HOST:PORT nor unix:///PATH
        all --server-url unix://rel       | needs an absolute path
        all --server-url http://:9001     | is not of the form http://HOST:PORT
        """)
    void should_answer_a_usage_error_with_one_line(String arguments, String message) {
        assertThat(run("oome_monitor " + arguments)).isEqualTo(2);
        assertThat(err().lines()).hasSize(1).allMatch(line -> line.contains(message));
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        ''                     | nothing to do: give -p NAME, -a, or -m ADDRESS for mail only; see oom_score_adj --help
        -d                     | nothing to do: give -p NAME, -a, or -m ADDRESS for mail only; see oom_score_adj --help
        -s 5 -m a@b            | -s 5 applies to no process: add -p NAME or -a
        -m a@b                 | -m alone needs an [eventlistener:x]; by hand give -p NAME or -a
        -a -m ops              | -m: its value is not a mail address: give NAME@HOST, without a display name
        -a -s 1001             | -s: "1001" is not a whole number from -1000 to 1000
        -a -s -1001            | -s: "-1001" is not a whole number from -1000 to 1000
        -a -s 1.5              | -s: "1.5" is not a whole number from -1000 to 1000
        -p web=x               | -p web=x: "x" is not a whole number from -1000 to 1000
        -p web=                | -p web=: "" is not a whole number from -1000 to 1000
        -p a/b                 | -p a/b: "a/b" is not a process name: give NAME, GROUP:NAME, or a glob of either
        -p                     | Missing required parameter for option '--process-name' (NAME[=SCORE]); see oom_score_adj --help
        -a --once --listen     | --once and --listen exclude each other: give one of them
        --nonsense             | no such option: --nonsense; see oom_score_adj --help
        -a all                 | no such command: all; see oom_score_adj --help
        """)
    void should_refuse_with_one_line_and_the_remedy(String arguments, String message) {
        assertThat(run("oom_score_adj " + arguments)).isEqualTo(2);
        assertThat(err()).isEqualTo("oom_score_adj: " + message + "\n");
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"oome_monitor all", "oome_monitor --check all", "oom_score_adj -a"})
    void should_report_with_one_line_that_supervisord_cannot_be_reached(String arguments) {
        assertThat(run(arguments + " --server-url unix:///nowhere/sock")).isEqualTo(3);
        assertThat(err().lines()).hasSize(1).allMatch(line -> line.contains(": no such socket: unix:///nowhere/sock"));
        assertThat(out()).isEmpty();
    }

    @Test
    void should_never_repeat_a_password() {
        assertThat(run("oome_monitor all --server-url http://u:secret@127.0.0.1:9001"))
                .isEqualTo(2);
        assertThat(err()).contains("SUPERVISOR_PASSWORD").doesNotContain("secret");
    }

    @Test
    void should_print_help_for_a_subcommand() {
        assertThat(run("oome_monitor all -h")).isZero();
        assertThat(out()).startsWith("Usage: oome_monitor [OPTIONS] all").doesNotContain("--parallel");
    }

    @Test
    void should_accept_help_as_a_command() {
        assertThat(run("oome_monitor help single")).isZero();
        assertThat(out())
                .startsWith("Usage: oome_monitor [OPTIONS] single -p NAME")
                .contains("--oome-file")
                .doesNotContain("--parallel");
    }

    /** picocli also breaks lines after a colon and a dot. */
    @ParameterizedTest
    @ValueSource(strings = {"oome_monitor", "oom_score_adj"})
    void should_fit_80_columns_and_break_nothing_meant_to_be_copied(String name) {
        assertThat(run(name + " --help")).isZero();
        assertThat(out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(out()).contains("unix:///PATH", " oome-monitor.server-url,").doesNotContain("@|", "null");
        if (name.equals("oome_monitor")) {
            assertThat(out()).contains("%(process_name)s, %(group_name)s");
            assertThat(out().indexOf("--process-name=")).isLessThan(out().indexOf("--oome-file="));
        }
    }

    @Test
    void should_print_its_version() {
        assertThat(run("oome_monitor -V")).isZero();
        assertThat(out()).isEqualTo("oome-monitor 1.2.3\n");
    }
}
