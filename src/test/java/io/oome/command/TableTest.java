package io.oome.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.command.Table.Heading;
import io.oome.command.Table.Tone;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TableTest {

    private static Table table(String... headings) {
        return new Table(Stream.of(headings).map(it -> new Heading(it, false)).toList());
    }

    private static String printed(Table table, int width) {
        return printed(table, new Screen(OptionalInt.of(width), false));
    }

    private static String printed(Table table, Screen screen) {
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text), screen);
        return text.toString();
    }

    @Test
    void should_align_wide_and_combining_characters() {
        Table table = table("PROCESS");
        table.row(Tone.FINE, List.of("漢字"), "a", List.of());
        table.row(Tone.FINE, List.of("nai\u0308ve"), "b", List.of());
        table.row(Tone.FINE, List.of("naïve"), "c", List.of());
        assertThat(printed(table, Screen.PIPE))
                .isEqualTo(
                        """
                        PROCESS  WHY
                        漢字     a
                        nai\u0308ve    b
                        naïve    c
                        """);
    }

    @Test
    void should_wrap_a_reason_at_spaces_and_never_break_a_path() {
        Table table = table("PROCESS");
        String path = "/srv/" + "x".repeat(60) + "/work/oome";
        table.row(Tone.ALARM, List.of("web"), "no flag " + path + " (rule: cwd) and a few words more", List.of());
        assertThat(printed(table, 40))
                .isEqualTo("PROCESS  WHY\nweb\n    no flag\n    " + path + "\n    (rule: cwd) and a few words more\n");
    }

    @Test
    void should_cut_fine_rows_at_the_width_of_the_terminal() {
        Table table = table("PROCESS");
        table.row(Tone.FINE, List.of("web"), "no flag /srv/web/work/oome (rule: cwd)", List.of());
        table.row(Tone.FINE, List.of("api"), "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字", List.of());
        assertThat(printed(table, 40))
                .isEqualTo(
                        """
                        PROCESS  WHY
                        web      no flag /srv/web/work/oome (ru…
                        api      漢字漢字漢字漢字漢字漢字漢字漢…
                        """);
    }

    /** One long name does not shift other rows. */
    @Test
    void should_cut_a_long_name_on_a_terminal_unless_it_needs_attention() {
        Table table = table("PROCESS", "STATE");
        table.row(Tone.ALARM, List.of("frontend:a-rather-long-name_07", "FATAL"), "gone", List.of());
        table.row(Tone.FINE, List.of("web", "RUNNING"), "no flag", List.of());
        table.row(Tone.FINE, List.of("frontend:漢字漢字漢字漢字漢字", "RUNNING"), "", List.of());
        assertThat(printed(table, 40))
                .isEqualTo(
                        """
                        PROCESS               STATE    WHY
                        frontend:a…g-name_07  FATAL
                            frontend:a-rather-long-name_07: gone
                        web                   RUNNING  no flag
                        frontend:…字漢字漢字  RUNNING
                        """);
        Table piped = table("PROCESS", "STATE");
        piped.row(Tone.FINE, List.of("x".repeat(70), "RUNNING"), "no flag", List.of());
        piped.row(Tone.FINE, List.of("web", "RUNNING"), "no flag", List.of());
        assertThat(printed(piped, Screen.PIPE).lines().skip(1))
                .containsExactly("x".repeat(70) + "  RUNNING  no flag", "web" + " ".repeat(59) + "RUNNING  no flag");
    }

    @Test
    void should_print_a_shared_reason_once() {
        Table table = table("PROCESS");
        for (String name : List.of("a", "b", "c")) {
            String reason = (name.equals("c") ? "another" : "the same") + " that is too long to stand beside it";
            table.row(Tone.ALARM, List.of(name), reason, List.of());
        }
        assertThat(printed(table, 40))
                .isEqualTo(
                        """
                        PROCESS  WHY
                        a
                        b
                            the same that is too long to stand
                            beside it
                        c
                            another that is too long to stand
                            beside it
                        """);
    }

    @Test
    void should_begin_with_rows_that_need_attention() {
        Table table = table("PROCESS");
        table.row(Tone.FINE, List.of("a"), "", List.of());
        table.row(Tone.WARNING, List.of("b"), "", List.of());
        table.row(Tone.ALARM, List.of("c"), "", List.of());
        table.row(Tone.FINE, List.of("d"), "", List.of());
        assertThat(printed(table, 40).lines()).containsExactly("PROCESS  WHY", "c", "b", "a", "d");
    }

    @Test
    void should_print_no_control_characters() {
        Table table = table("PROCESS");
        table.row(Tone.FINE, List.of("we\033b"), "two\nlines", List.of("\u202e"));
        assertThat(printed(table, Screen.PIPE)).isEqualTo("PROCESS  WHY\nwe\\x1bb  two\\x0alines; \\u202e\n");
    }
}
