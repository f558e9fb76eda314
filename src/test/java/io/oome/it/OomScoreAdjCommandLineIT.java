package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Arguments → exit code, stdout, stderr of the program: one of each kind; CommandLinesTest has them all. */
@Timeout(60)
class OomScoreAdjCommandLineIT {

    @TempDir
    Path cwd;

    @Test
    void should_refuse_with_one_line_and_the_remedy() {
        Launcher.Result result = run("-p web=x");
        assertThat(result.err()).isEqualTo("oom_score_adj: -p web=x: \"x\" is not a whole number from -1000 to 1000\n");
        assertThat(result.out()).isEmpty();
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void should_report_that_no_supervisord_runs() {
        Launcher.Result result = run("-a --server-url unix://" + cwd.resolve("sock"));
        assertThat(result.err())
                .startsWith("oom_score_adj: no such socket: unix://")
                .hasLineCount(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.exit()).isEqualTo(3);
    }

    @Test
    void should_print_its_help() {
        Launcher.Result result = run("--help");
        assertThat(result.out())
                .startsWith("Usage: oom_score_adj ")
                .contains("-p, --program, --process-name=NAME[=SCORE]", "-s, --score=SCORE", "-m, --mail=ADDRESS");
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
    }

    private Launcher.Result run(String args) {
        String[] argv = ("oom_score_adj " + args).strip().split(" +");
        return Launcher.run(Duration.ofSeconds(20), Map.of(), cwd, argv);
    }
}
