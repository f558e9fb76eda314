package io.oome.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expects what supervisord's own parser reads; a line that it refuses is skipped here. */
class IniFileTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key=value|value",
                "key = value|value",
                "key: value|value",
                "key:value|value",
                "KEY=value|value",
                "key = a=b:c|a=b:c",
                "key: a=b|a=b",
                "key=value ; comment|value",
                "key=value ;comment|value",
                "key=value\t# comment|value",
                "key=a;b#c|a;b#c",
                "key=a;b ;c|a;b",
                "key=a #b ;c|a",
                "key=%(ENV_X)s/%%|%(ENV_X)s/%%",
                "key=\"quoted\"|\"quoted\"",
                "key=naïve|naïve",
            })
    void should_read_a_value(String line, String expected) {
        IniFile file = IniFile.parse("[section]\n" + line + "\n");
        assertThat(file.get("section", "key")).hasValue(expected);
    }

    @Test
    void should_read_an_empty_value_as_empty() {
        assertThat(IniFile.parse("[s]\nkey=\nother=;no comment").sections())
                .containsEntry("s", Map.of("key", "", "other", ";no comment"));
    }

    @Test
    void should_skip_comments_and_lines_without_an_assignment() {
        IniFile file = IniFile.parse(
                """
                before=any section
                ; [commented]
                # key=commented
                [section] ; the only one
                ;key=commented
                  # key=commented
                just words
                =nameless
                key=value
                """);
        assertThat(file.sections()).containsExactly(Map.entry("section", Map.of("key", "value")));
    }

    @Test
    void should_continue_a_value_on_lines_that_are_indented_deeper() {
        IniFile file = IniFile.parse(
                """
                [include]
                files =
                    a.conf ; the first
                # between
                    b.conf

                \tc.conf
                next=1
                """);
        assertThat(file.get("include", "files").orElseThrow().split("\\s+"))
                .containsExactly("", "a.conf", "b.conf", "c.conf");
        assertThat(file.get("include", "next")).hasValue("1");
    }

    /** For example a heredoc in a script. */
    @Test
    void should_read_a_file_that_is_indented_as_a_whole() {
        IniFile file = IniFile.parse(
                """
                  [unix_http_server]
                  file=/run/s.sock
                  chmod=0700
                    ; still 0700
                  [supervisorctl]
                  serverurl=unix:///run/
                    s.sock
                """);
        assertThat(file.sections())
                .containsEntry("unix_http_server", Map.of("file", "/run/s.sock", "chmod", "0700"))
                .containsEntry("supervisorctl", Map.of("serverurl", "unix:///run/\ns.sock"));
    }

    @Test
    void should_not_take_an_indented_line_below_a_section_for_a_continuation() {
        assertThat(IniFile.parse("[a]\nkey=1\n[b]\n  key=2\n").sections())
                .containsEntry("a", Map.of("key", "1"))
                .containsEntry("b", Map.of("key", "2"));
    }

    @Test
    void should_let_the_later_of_two_values_win() {
        IniFile file = IniFile.parse("[a]\nkey=1\nother=1\n[b]\n[a]\nKey=2\n");
        file.addAll(IniFile.parse("[a]\nother=3\n[c]\nkey=4\n"));
        assertThat(file.sections())
                .containsEntry("a", Map.of("key", "2", "other", "3"))
                .containsEntry("b", Map.of())
                .containsEntry("c", Map.of("key", "4"));
    }

    @Test
    void should_respect_case_in_section_names_but_not_in_keys() {
        IniFile file = IniFile.parse("[Program:Web]\r\nCommand=Run\r\n");
        assertThat(file.sections()).containsEntry("Program:Web", Map.of("command", "Run"));
        assertThat(file.get("program:web", "command")).isEmpty();
        assertThat(file.get("Program:Web", "nothing")).isEmpty();
    }
}
