package io.oome.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.command.Grammar;
import io.oome.docs.Page.Snippet;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/configuration.md has every setting, its variable and its default, and no page names another. */
class ConfigurationPageTest {

    private static final Pattern SETTING = Pattern.compile("oome-monitor\\.([a-z]+(?:[.-][a-z]+)*)");
    private static final Pattern VARIABLE = Pattern.compile("OOME_MONITOR_[A-Z_]+");
    private static final Set<String> VARIABLES_ALONE = Set.of("OOME_MONITOR_CONFIG", "OOME_MONITOR_JAVA_OPTS");

    private static List<List<String>> rows() {
        return Page.named("docs/configuration.md").rows().stream()
                .filter(it -> it.get(0).startsWith("`oome-monitor."))
                .filter(it -> !it.get(0).contains(".files"))
                .toList();
    }

    private static String unquoted(String cell) {
        return cell.replace("`", "");
    }

    @Test
    void should_have_every_setting_and_no_other() {
        assertThat(rows().stream().map(it -> unquoted(it.get(0))))
                .containsExactlyInAnyOrderElementsOf(Grammar.settings());
    }

    @Test
    void should_name_the_variable_of_each() {
        for (List<String> row : rows()) {
            String variable = unquoted(row.get(0)).replaceAll("[.-]", "_").toUpperCase();
            assertThat(unquoted(row.get(1))).isEqualTo(variable);
        }
    }

    @Test
    void should_name_defaults_that_change_nothing() {
        Map<String, String> defaults = new TreeMap<>();
        for (List<String> row : rows()) {
            if (row.get(2).startsWith("`")) {
                defaults.put(unquoted(row.get(0)), unquoted(row.get(2)));
            }
        }
        assertThat(defaults).containsKeys("oome-monitor.parallel", "oome-monitor.mail.retries");
        assertThat(Grammar.problem(defaults)).isEmpty();
        assertThat(Grammar.meaning(defaults)).isEqualTo(Grammar.meaning(Map.of()));
    }

    @Test
    void should_be_the_only_settings_that_pages_name() {
        Set<String> variables = new TreeSet<>(VARIABLES_ALONE);
        Grammar.settings()
                .forEach(it -> variables.add(it.replaceAll("[.-]", "_").toUpperCase()));
        for (Page page : Page.all()) {
            SETTING.matcher(page.code())
                    .results()
                    .map(it -> it.group(1))
                    .filter(it -> !it.startsWith("files") && !it.equals("jsa"))
                    .forEach(it -> assertThat(Grammar.settings()).as("%s", page).contains("oome-monitor." + it));
            VARIABLE.matcher(page.code())
                    .results()
                    .forEach(it -> assertThat(variables).as("%s", page).contains(it.group()));
        }
    }

    static List<Snippet> properties() {
        return Page.snippets("properties");
    }

    @ParameterizedTest
    @MethodSource("properties")
    void should_load_each_properties_snippet(Snippet snippet) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(snippet.text()));
        Map<String, String> settings = new TreeMap<>();
        properties.stringPropertyNames().forEach(it -> settings.put(it, properties.getProperty(it)));
        assertThat(settings).isNotEmpty();
        assertThat(Grammar.problem(settings)).isEmpty();
    }
}
