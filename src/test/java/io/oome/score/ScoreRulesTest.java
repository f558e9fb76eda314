package io.oome.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreRulesTest {

    /** The rules in order, "any" standing for -a; -s is 7. */
    @ParameterizedTest
    @CsvSource({
        "web=100,                      web,          100",
        "web,                          web,          7",
        "web,                          workers:web,  7",
        "workers:web,                  web,          none",
        "any,                          web,          7",
        "any web=100,                  web,          100",
        "any web=100,                  other,        7",
        "web web=100,                  web,          100",
        "web=100 web,                  web,          100",
        "web=100 workers:web=200,      workers:web,  200",
        "workers:web=200 web=100,      workers:web,  200",
        "workers:web web=100,          workers:web,  100",
        "web*=100 web1=200,            web1,         200",
        "web1=200 web*=100,            web1,         200",
        "workers:*=100 w0=200,         workers:w0,   200",
        "w*=100 workers:*=200,         workers:w0,   200",
        "web=100 web=200,              web,          200",
        "web=-1000,                    web,          -1000",
    })
    void should_choose_the_score_by_precedence(String rules, String process, String wanted) {
        String found = rules(rules)
                .wanted(Namespec.parse(process))
                .map(Score::toString)
                .orElse("none");
        assertThat(found).isEqualTo(wanted);
    }

    @Test
    void should_describe_themselves_for_the_first_log_line() {
        assertThat(rules("web=100 any w*").text()).isEqualTo("web=100, w*=7, all others=7");
        assertThat(rules("any").text()).isEqualTo("all processes=7");
    }

    @Test
    void should_report_rules_that_match_no_process() {
        assertThat(rules("web=1 nix n*x=2 any").unmatched(processes("web", "workers:w0")))
                .extracting(ScoreRule::toString)
                .containsExactly("nix", "n*x=2");
    }

    @Test
    void should_know_when_the_kernel_is_left_no_victim() {
        List<ProcessInfo> two = processes("web", "batch");
        assertThat(rules(Score.NEVER, "any").spareAll(two)).isTrue();
        assertThat(rules(Score.NEVER, "web batch").spareAll(two)).isTrue();
        assertThat(rules(Score.NEVER, "web").spareAll(two)).isFalse();
        assertThat(rules(Score.NEVER, "any batch=500").spareAll(two)).isFalse();
        assertThat(rules(Score.NEVER, "any").spareAll(List.of())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"web=", "web=x", "web=1.5", "web=1001", "web=-1001", "=5", "a/b=5", "a:b:c"})
    void should_refuse_a_malformed_rule(String text) {
        assertThatThrownBy(() -> ScoreRule.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ScoreRules rules(String text) {
        return rules(new Score(7), text);
    }

    private static ScoreRules rules(Score score, String text) {
        List<String> words = Arrays.asList(text.split(" "));
        List<ScoreRule> rules = words.stream()
                .filter(it -> !it.equals("any"))
                .map(ScoreRule::parse)
                .toList();
        return new ScoreRules(rules, words.contains("any"), score);
    }

    private static List<ProcessInfo> processes(String... names) {
        return Arrays.stream(names)
                .map(it -> new ProcessInfo(
                        Namespec.parse(it), ProcessState.RUNNING, 1, Instant.EPOCH, Instant.EPOCH, 0, ""))
                .toList();
    }
}
