package io.oome.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.jvm.Verdict;
import io.oome.restart.Decision;
import io.oome.restart.DecisionTable;
import io.oome.restart.Evidence;
import io.oome.scan.FlagRule;
import io.oome.supervisor.ProcessState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The words of tables and logs are explained, each of them and no other. */
class WordsTest {

    private static List<String> firstCells(String page, String heading) {
        List<String> cells = new ArrayList<>();
        boolean found = false;
        for (List<String> row : Page.named(page).rows()) {
            boolean isHeading = row.get(0).equals(heading);
            boolean isWord = row.get(0).matches("`[^`]*`");
            if (found && isWord) {
                cells.add(row.get(0).replace("`", ""));
            }
            found = isHeading || found && (isWord || row.get(0).startsWith("-"));
        }
        return cells;
    }

    private static List<String> words(Enum<?>... constants) {
        return Stream.of(constants).map(Enum::toString).toList();
    }

    @Test
    void should_explain_every_verdict() {
        assertThat(firstCells("docs/verdicts.md", "verdict"))
                .containsExactlyInAnyOrderElementsOf(words(Verdict.Kind.values()));
    }

    @Test
    void should_list_the_rules_in_their_order() {
        assertThat(firstCells("docs/flags.md", "rule")).containsExactlyElementsOf(words(FlagRule.values()));
    }

    @Test
    void should_list_what_a_hook_has_in_its_environment() {
        Pattern variable = Pattern.compile("OOME_[A-Z_]+");
        Set<String> given = new TreeSet<>();
        Pattern.compile("\"(OOME_[A-Z_]+)\"")
                .matcher(String.join(
                        "\n",
                        Page.named("src/main/java/io/oome/restart/Hooks.java").lines()))
                .results()
                .forEach(it -> given.add(it.group(1)));
        Set<String> documented = new TreeSet<>();
        for (List<String> row : Page.named("docs/telling.md").rows()) {
            variable.matcher(row.get(0)).results().forEach(it -> documented.add(it.group()));
        }
        assertThat(given).isNotEmpty();
        assertThat(documented).isEqualTo(given);
    }

    @Test
    void should_show_the_columns_of_the_table_that_an_operator_asks_about() {
        List<Evidence> columns = List.of(Evidence.FRESH, Evidence.OVER_BUDGET, Evidence.STALE);
        Set<ProcessState> shown = EnumSet.noneOf(ProcessState.class);
        for (List<String> row : Page.named("docs/flags.md").rows()) {
            if (!row.get(0).matches("[A-Z, ]+")) {
                continue;
            }
            for (String state : row.get(0).split(", ")) {
                shown.add(ProcessState.valueOf(state));
                for (int i = 0; i < columns.size(); i++) {
                    Decision decision = DecisionTable.decide(ProcessState.valueOf(state), columns.get(i));
                    assertThat(row.get(i + 1))
                            .as(state)
                            .startsWith(decision.name().toLowerCase(Locale.ROOT));
                }
            }
        }
        assertThat(shown).containsExactly(ProcessState.values());
    }
}
