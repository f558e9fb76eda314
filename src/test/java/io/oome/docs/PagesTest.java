package io.oome.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A newcomer finishes each page, and finds the others. */
class PagesTest {

    private static final int MOST_LINES = 150;
    private static final int WIDEST_LINE = 160;
    private static final int WIDEST_ROW = 290;
    private static final Set<String> LANGUAGES =
            Set.of("console", "dockerfile", "ini", "mermaid", "properties", "sh", "text", "yaml");

    static List<Page> pages() {
        return Page.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void should_be_short(Page page) {
        assertThat(page.lines()).hasSizeLessThanOrEqualTo(MOST_LINES);
        assertThat(page.lines())
                .filteredOn(it -> it.length() > (it.startsWith("|") ? WIDEST_ROW : WIDEST_LINE))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void should_link_to_what_exists(Page page) {
        for (String link : page.links()) {
            if (link.startsWith("http")) {
                continue;
            }
            Path target = link.startsWith("#") ? page.file() : page.target(link);
            assertThat(target).as("%s: %s", page, link).exists();
            if (link.contains("#")) {
                assertThat(Page.read(target).anchors())
                        .as("%s: %s", page, link)
                        .contains(link.substring(link.indexOf('#') + 1));
            }
        }
    }

    /** CHANGELOG's form has headings in brackets, which are no links. */
    @ParameterizedTest
    @MethodSource("pages")
    void should_be_linked_from_readme_and_back(Page page) {
        if (page.isIndex()) {
            return;
        }
        Page index = Page.named("README.md");
        assertThat(targets(index)).contains(page.file());
        assertThat(targets(page)).contains(index.file());
    }

    private static Set<Path> targets(Page page) {
        Set<Path> targets = new HashSet<>();
        page.links().stream().filter(it -> !it.startsWith("http")).forEach(it -> targets.add(page.target(it)));
        return targets;
    }

    /** Otherwise no test knows what to do with them. */
    @ParameterizedTest
    @MethodSource("pages")
    void should_name_the_language_of_its_snippets(Page page) {
        assertThat(page.snippets()).allSatisfy(it -> assertThat(LANGUAGES).contains(it.language()));
        assertThat(page.prose())
                .noneMatch(it -> it.startsWith("    ") && !it.strip().startsWith("-"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void should_name_files_that_exist(Page page) {
        for (String code : page.inlineCode()) {
            if (code.matches("(docker|docs|k8s|src|\\.ci)/[^ *…]+")) {
                assertThat(Path.of(code)).as("%s: %s", page, code).matches(Files::exists);
            }
        }
    }
}
