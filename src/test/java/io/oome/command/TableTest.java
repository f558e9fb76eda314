package io.oome.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

    private static String printed(Table table, int width) {
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text), width);
        return text.toString();
    }

    @Test
    void should_align_wide_and_combining_characters() {
        Table table = new Table("PROCESS", "PID");
        table.row("漢字", "71");
        table.row("nai\u0308ve", "72");
        table.row("naïve", "73");
        assertThat(printed(table, 80))
                .isEqualTo(
                        """
                        PROCESS  PID
                        漢字     71
                        nai\u0308ve    72
                        naïve    73
                        """);
    }

    @Test
    void should_wrap_text_at_blanks_and_never_break_a_path() {
        Table table = new Table("PROCESS");
        table.row("web");
        String path = "/srv/" + "x".repeat(60) + "/work/oome";
        table.below("no flag " + path + " (rule: cwd) and a few words more");
        assertThat(printed(table, 40))
                .isEqualTo("PROCESS\nweb\n    no flag\n    " + path + "\n    (rule: cwd) and a few words more\n");
    }

    @Test
    void should_be_as_wide_as_the_terminal_says() {
        assertThat(Table.width(Map.of("COLUMNS", "120"))).isEqualTo(120);
        assertThat(Table.width(Map.of("COLUMNS", "7"))).isEqualTo(40);
        assertThat(Table.width(Map.of("COLUMNS", "wide"))).isEqualTo(80);
        assertThat(Table.width(Map.of())).isEqualTo(80);
    }
}
