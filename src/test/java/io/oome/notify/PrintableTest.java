package io.oome.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @Test
    void should_show_both_ends_of_a_long_text() {
        assertThat(Printable.brief("/tmp/web.oome")).isEqualTo("/tmp/web.oome");
        assertThat(Printable.brief("a".repeat(200))).hasSize(200).doesNotContain("…");
        assertThat(Printable.brief("/tmp/" + "x".repeat(4000) + "/web.oome"))
                .hasSize(200)
                .startsWith("/tmp/xxx")
                .contains("x…x")
                .endsWith("xxx/web.oome");
    }

    @Test
    void should_write_out_terminal_control_characters_of_fault_23() {
        assertThat(Printable.line("a\u001b[31mb\u007f\u009bc\0")).isEqualTo("a\\x1b[31mb\\x7f\\x9bc\\x00");
    }

    @Test
    void should_keep_a_line_one_line() {
        assertThat(Printable.line("a\nb\r\tc\u0085\u2028\u2029")).isEqualTo("a\\x0ab\\x0d\\x09c\\x85\\u2028\\u2029");
    }

    @Test
    void should_keep_the_line_breaks_of_a_text() {
        assertThat(Printable.text("a\n\tb\r\u001b")).isEqualTo("a\n\tb\\x0d\\x1b");
    }

    @ParameterizedTest
    @ValueSource(chars = {0x61c, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069})
    void should_write_out_direction_overrides(char c) {
        assertThat(Printable.line("/tmp/" + c + "x")).isEqualTo("/tmp/\\u%04xx".formatted((int) c));
    }

    @Test
    void should_leave_letters_of_any_script_alone() {
        String text = "naïve 漢字 😀 עברית C:\\path";
        assertThat(Printable.line(text)).isSameAs(text);
    }

    @Test
    void should_keep_an_exception_message_from_starting_a_line() {
        Exception e = new IllegalStateException("a\nforged", new IllegalArgumentException("b\u001b[0m"));
        assertThat(Printable.trace(e).lines())
                .contains("java.lang.IllegalStateException: a\\x0aforged")
                .contains("Caused by: java.lang.IllegalArgumentException: b\\x1b[0m");
    }
}
