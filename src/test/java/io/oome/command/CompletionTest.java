package io.oome.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Words as bash passes them, the last one being typed; a dot stands for an empty one. */
@ExtendWith(WithSettings.class)
class CompletionTest {

    private static final List<String> NAMES = List.of("web", "workers:w1", "workers:w2", "naïve");

    private static List<String> completed(Object command, String words) {
        Completion completion = new Completion(
                new CommandLine(command).getCommandSpec(),
                url -> url.equals(Optional.of("unix:///elsewhere")) ? List.of("elsewhere") : NAMES);
        return completion.of(
                Stream.of(words.split(" ")).map(it -> it.equals(".") ? "" : it).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        .                                            | single all
        s                                            | single
        -d .                                         | single all
        --every 30s a                                | all
        --form                                       | --format
        --process                                    | --process-name
        all --dr                                     | --dry
        single --max-restarts-                       | --max-restarts-action
        --frobnicate                                 | ''
        --format .                                   | table json
        --max-restarts-action .                      | none shutdown
        --format j                                   | json
        --format = j                                 | json
        --format=j                                   | --format=json
        single -p .                                  | web workers:w1 workers:w2 naïve
        single -p w                                  | web workers:w1 workers:w2
        single --program workers : w                 | w1 w2
        single --program workers :                   | w1 w2
        single -p workers:w                          | workers:w1 workers:w2
        single --process-name = workers : w1         | w1
        --process-name=web                           | --process-name=web
        -dp naï                                      | naïve
        -pweb s                                      | single
        -p web -p we                                 | web
        -o /tmp/x s                                  | single
        -o s                                         | /
        --health-file .                              | /
        --health-file = /tm                          | /
        --server-url unix : ///elsewhere -p .        | elsewhere
        --server-url = unix : ///elsewhere all -p e  | elsewhere
        --server-url .                               | ''
        --every .                                    | ''
        -p = = : .                                   | ''
        """)
    void should_complete_the_word_being_typed(String words, String expected) {
        assertThat(String.join(" ", completed(new OomeMonitorCommand(null, null), words)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        --s               | --score --server-url
        -p w              | web workers:w1 workers:w2
        -p web = .        | ''
        -p web = 500 -p n | naïve
        -a -m .           | ''
        """)
    void should_know_the_options_of_the_other_command(String words, String expected) {
        assertThat(String.join(" ", completed(new OomScoreAdjCommand(null, null), words)))
                .isEqualTo(expected);
    }

    @Test
    void should_offer_options_where_nothing_else_fits() {
        assertThat(completed(new OomeMonitorCommand(null, null), "all .")).contains("--dry", "--check", "--server-url");
        assertThat(completed(new OomScoreAdjCommand(null, null), "."))
                .contains("--any", "--score")
                .doesNotContain("-a");
        assertThat(new Completion(new CommandLine(new OomScoreAdjCommand(null, null)).getCommandSpec(), url -> NAMES)
                        .of(List.of()))
                .contains("--any");
    }

    @Test
    void should_complete_every_option_of_both_commands() {
        for (Object command : List.of(new OomeMonitorCommand(null, null), new OomScoreAdjCommand(null, null))) {
            List<String> names = new CommandLine(command)
                    .getCommandSpec().options().stream()
                            .flatMap(it -> Stream.of(it.names()))
                            .toList();
            assertThat(completed(command, "-")).containsExactlyInAnyOrderElementsOf(names);
        }
    }
}
