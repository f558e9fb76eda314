package io.oome.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {

    @ParameterizedTest
    @CsvSource({
        "web, web:web, true",
        "web, workers:web, true",
        "web, web:web_00, false",
        "web, web2:web2, false",
        "web, web:other, false",
        "workers:web, workers:web, true",
        "workers:web, web:web, false",
        "web*, web:web_00, true",
        "web*, workers:web, true",
        "web*, workers:other, false",
        "*, workers:other, true",
        "workers:*, workers:other, true",
        "workers:*, web:web, false",
        "w*:web_0?, workers:web_01, true",
        "w*:web_0?, workers:web_010, false",
        "web_0[12], web:web_02, true",
        "web_0[12], web:web_03, false",
        "web_0[0-9], web:web_07, true",
        "web_0[!0-9], web:web_07, false",
        "web_0[!0-9], web:web_0x, true",
        "w.b, web:web, false",
        "w.b, x:w.b, true",
        "WEB, web:web, false",
        "(web|x)+$, x:(web|x)+$, true",
        "naïve, naïve:naïve, true",
        "na?ve, naïve:naïve, true",
        "😀?, 😀a:😀a, true",
        "?, 😀:😀, true",
        "[a, x:[a, true",
        "[]a], x:], true",
        "[!]a], x:b, true",
        "[!]a], x:], false",
        "[^a], x:^, true",
        "[^a], x:b, false",
        "[a\\], x:\\, true",
        "[a&&b], x:&, true",
        "[!], x:[!], true",
        "[z-a], x:[z-a], true",
        "\\Q, x:\\Q, true",
    })
    void should_match_as_fnmatch_does(String pattern, String process, boolean matches) {
        assertThat(NamePattern.parse(pattern).matches(Namespec.parse(process))).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "web, true, false",
        "workers:web, true, true",
        "web*, false, false",
        "workers:?, false, true",
        "w*:web, false, true",
        "web[1], false, false"
    })
    void should_tell_names_from_globs_and_groups(String pattern, boolean exact, boolean group) {
        assertThat(NamePattern.parse(pattern).isExact()).isEqualTo(exact);
        assertThat(NamePattern.parse(pattern).hasGroup()).isEqualTo(group);
        assertThat(NamePattern.parse(pattern)).hasToString(pattern);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ":", "workers:", ":web", "a:b:c", "workers: ", "/usr/bin/web"})
    void should_refuse_impossible_process_names(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamePattern.parse(text))
                .withMessage("\"" + text + "\" is not a process name: give NAME, GROUP:NAME, or a glob of either");
    }
}
