package io.oome.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.command.Grammar;
import io.oome.docs.Page.Snippet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever copies a command line from a page runs it, and finds each option on a page. */
@ExtendWith(Grammar.WithVersion.class)
class DocumentedCommandsTest {

    private static final Pattern CONF_COMMAND = Pattern.compile("command=(.*)");
    private static final Pattern WORDS = Pattern.compile("(command|args|CMD|ENTRYPOINT)(:| ) ?\\[([^\\]]*)]");
    private static final Pattern LONG_OPTION = Pattern.compile("(?<![\\w/-])--[a-z][a-z-]*");

    /** Of docker, Maven, HotSpot … */
    private static final Set<String> OPTIONS_OF_OTHERS = Set.of(
            "--cap-add",
            "--from",
            "--install",
            "--long",
            "--name",
            "--no-install-recommends",
            "--programs",
            "--read-only",
            "--restart",
            "--restarts",
            "--rounds",
            "--tmpfs");

    /** A command line of ours, and where it is. */
    record Found(Page page, List<String> words, boolean whole) {

        Optional<String> problem() {
            return Grammar.problem(name(words.get(0)), words.subList(1, words.size()), whole);
        }

        @Override
        public String toString() {
            return page + ": " + String.join(" ", words);
        }
    }

    static List<Found> commandLines() {
        return Page.all().stream()
                .flatMap(page -> Stream.concat(
                        page.snippets().stream().flatMap(DocumentedCommandsTest::inSnippet), inProse(page)))
                .toList();
    }

    private static Stream<Found> inSnippet(Snippet snippet) {
        Page page = snippet.page();
        Stream<String> commands =
                switch (snippet.language()) {
                    case "sh" -> snippet.lines().stream();
                    case "console" -> snippet.lines().stream()
                            .filter(it -> it.startsWith("$ "))
                            .map(it -> it.substring(2));
                    case "ini" -> groups(CONF_COMMAND, snippet, 1).map(it -> it.replace("%%", "%"));
                    default -> Stream.empty();
                };
        Stream<List<String>> lists =
                switch (snippet.language()) {
                    case "yaml", "dockerfile" -> WORDS.matcher(snippet.text())
                            .results()
                            .map(DocumentedCommandsTest::words);
                    default -> Stream.empty();
                };
        return Stream.concat(commands.flatMap(it -> Shell.commands(it).stream()), lists)
                .flatMap(words -> ours(words).stream())
                .map(words -> new Found(page, words, true));
    }

    /** A flow sequence of YAML's, or a list of a Dockerfile's. The image's entrypoint is oome_monitor. */
    private static List<String> words(MatchResult list) {
        List<String> words = new ArrayList<>();
        if (list.group(1).equals("args")) {
            words.add("oome_monitor");
        }
        Stream.of(list.group(3).split(", *"))
                .map(it -> it.replaceAll("^\"|\"$", ""))
                .forEach(words::add);
        return words;
    }

    private static Stream<Found> inProse(Page page) {
        return page.inlineCode().stream()
                .filter(it -> it.matches("(docker exec .*)?(oome_monitor|oom_score_adj) .*"))
                .flatMap(it -> Shell.commands(it).stream())
                .flatMap(words -> ours(words).stream())
                .map(words -> new Found(page, words, false));
    }

    /** From our name on: the first word, or what {@code docker exec} runs. */
    private static Optional<List<String>> ours(List<String> words) {
        boolean isExec = words.size() > 2
                && words.get(0).matches("docker|kubectl|podman")
                && words.get(1).equals("exec");
        for (int i = 0; i < words.size(); i++) {
            if ((i == 0 || isExec) && Grammar.COMMANDS.contains(name(words.get(i)))) {
                return Optional.of(words.subList(i, words.size()));
            }
        }
        return Optional.empty();
    }

    private static String name(String word) {
        return word.substring(word.lastIndexOf('/') + 1);
    }

    private static Stream<String> groups(Pattern pattern, Snippet snippet, int group) {
        return pattern.matcher(snippet.text()).results().map(it -> it.group(group));
    }

    @Test
    void should_be_found() {
        assertThat(commandLines()).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("commandLines")
    void should_be_understood(Found commandLine) {
        assertThat(commandLine.problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"oome_monitor,docs/command-line.md", "oom_score_adj,docs/oom-score.md"})
    void should_document_every_option_in_a_table(String command, String page) {
        Set<String> documented = new TreeSet<>();
        for (List<String> row : Page.named(page).rows()) {
            Pattern.compile("`(--?[a-zA-Z-]+)`")
                    .matcher(row.get(0))
                    .results()
                    .forEach(it -> documented.add(it.group(1)));
        }
        assertThat(documented).isEqualTo(Grammar.options(command));
    }

    @Test
    void should_name_no_option_that_does_not_exist() {
        Set<String> known = new TreeSet<>(OPTIONS_OF_OTHERS);
        Grammar.COMMANDS.forEach(it -> known.addAll(Grammar.options(it)));
        for (Page page : Page.all()) {
            List<String> named = LONG_OPTION
                    .matcher(page.code())
                    .results()
                    .map(MatchResult::group)
                    .toList();
            assertThat(known).as("%s", page).containsAll(named);
        }
    }
}
