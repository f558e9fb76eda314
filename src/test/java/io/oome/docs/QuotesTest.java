package io.oome.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages quote messages as the program writes them: whoever rewords one finds the quotation here. */
class QuotesTest {

    private static final Pattern LOG_LINE = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d (oome_monitor|oom_score_adj) (INFO|WARN|ERROR) .*");
    private static final Pattern HEADINGS = Pattern.compile("PROCESS +.*");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        README.md               | OutOfMemoryError flag                            | restart/Classifier
        README.md               | permission denied                                | proc/Reading
        README.md               | a user and a password                            | supervisor/SupervisorUnreachable
        README.md               | the floor is at most                             | score/Floor
        README.md               | it has no                                        | jvm/Verdict
        docs/command-line.md    | event listener: never acted on                   | scan/Exemptions
        docs/command-line.md    | is FATAL                                         | command/Check
        docs/command-line.md    | to restart                                       | command/Concern
        docs/command-line.md    | NOT restarted                                    | command/ScanTable
        docs/command-line.md    | watches                                          | command/MonitorRun
        docs/oom-score.md       | refused (EACCES):                                | score/Floor
        docs/oom-score.md       | To go below the floor grant CAP_SYS_RESOURCE:    | score/Floor
        docs/telling.md         | exited unexpectedly:                             | exit/ExitInquiry
        docs/telling.md         | the memory cgroup counted                        | exit/OomKillCount
        docs/verdicts.md        | it ran out of memory and ended by itself, and    | restart/Classifier
        """)
    void should_quote_what_the_program_writes(String page, String words, String source) {
        assertThat(text(page).contains(words)).as("%s: %s", page, words).isTrue();
        String path = "src/main/java/io/oome/" + source + ".java";
        assertThat(text(path).contains(words)).as("%s: %s", path, words).isTrue();
    }

    private static String text(String file) {
        return String.join("\n", Page.named(file).lines());
    }

    @Test
    void should_show_log_lines_as_they_are() {
        for (Page page : Page.all()) {
            page.snippets().stream()
                    .flatMap(it -> it.lines().stream())
                    .filter(it -> it.matches("\\d{4}-.*"))
                    .forEach(it -> assertThat(it).as("%s", page).matches(LOG_LINE));
        }
    }

    /** Of both commands' tables. */
    @Test
    void should_show_the_headings_of_tables_as_they_are() {
        Set<String> known = new TreeSet<>();
        for (String table : List.of("ScanTable", "ScoreTable", "Table")) {
            String source = text("src/main/java/io/oome/command/" + table + ".java");
            Pattern.compile("\"([A-Z ]+)\"")
                    .matcher(source)
                    .results()
                    .map(it -> it.group(1))
                    .forEach(known::add);
        }
        for (Page page : Page.all()) {
            HEADINGS.matcher(page.code())
                    .results()
                    .map(MatchResult::group)
                    .flatMap(it -> Pattern.compile(" {2,}").splitAsStream(it))
                    .forEach(it -> assertThat(known).as("%s", page).contains(it));
        }
    }
}
