package io.oome.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlCursorTest {

    /** Writes an opening tag as {@code a(}, a closing one as {@code )a}, each after the text that precedes it. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "<a/>, a( )a",
                "<a />, a( )a",
                "<a></a>, a( )a",
                "<a >x</a >, a( x)a",
                "<a b='>' c=\"/\">x</a>, a( x)a",
                "<a b='c'/>, a( )a",
                "<?xml version='1.0'?><a><b>x</b>y</a>, a( b( x)b y)a",
                "<!-- <z> - -- --><a>x<!-- y -->z<!----></a>, a( xz)a",
                "<a>1<![CDATA[&amp;<b>]]]>2</a>, a( 1&amp;<b>]2)a",
                "<a>1<?p <b> ?>2</a>, a( 12)a",
                "<é>ü</é>, é( ü)é",
                "<a>&#65;&#x42;&lt;&gt;&amp;&quot;&apos;&#x1f600;</a>, a( AB<>&\"'😀)a",
                "<a>&amp;lt;</a>, a( &lt;)a",
            })
    void should_move_from_tag_to_tag(String xml, String expected) throws Exception {
        assertThat(String.join(" ", tags(bytes(xml)))).isEqualTo(expected);
        assertThat(String.join(" ", tags(byteByByte(xml)))).isEqualTo(expected);
    }

    @Test
    void should_normalize_line_ends() throws Exception {
        assertThat(tags(bytes("<a>1\r\n2\r3\n4\r</a>"))).containsExactly("a(", "1\n2\n3\n4\n)a");
    }

    @Test
    void should_replace_control_characters_however_they_are_written() throws Exception {
        assertThat(tags(bytes("<a>\u001B<![CDATA[\u001B]]>&#27;&#x0;\t</a>"))).containsExactly("a(", "????\t)a");
    }

    @ParameterizedTest
    @ValueSource(ints = {8_100, 8_192, 8_193, 16_384, 100_000})
    void should_read_a_text_that_is_longer_than_its_window(int length) throws Exception {
        String text = "naïve &amp; ".repeat(length / 12);
        assertThat(tags(bytes("<a><b>" + text + "</b></a>")))
                .containsExactly("a(", "b(", text.replace("&amp;", "&") + ")b", ")a");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, -1", "' 7\n', 7", "2147483647, 2147483647", "-2147483648, -2147483648", "007, 7"})
    void should_read_numbers(String text, int expected) throws Exception {
        assertThat(textOf(text).integer()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", " ", "1 2", "--1", "1.0", "0x1", "2147483648", "-2147483649", "99999999999", "&#49;"})
    void should_refuse_text_that_is_not_a_number(String text) throws Exception {
        XmlCursor cursor = textOf(text);
        assertThatThrownBy(cursor::integer).isInstanceOf(MalformedXml.class).hasMessageContaining("expected a number");
    }

    private static XmlCursor textOf(String text) throws Exception {
        XmlCursor cursor = new XmlCursor(bytes("<a>" + text + "</a>"));
        cursor.next();
        cursor.next();
        return cursor;
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`` | truncated after",
                "<a> | truncated after",
                "<a | truncated after",
                "<a b='> | truncated after",
                "<!-- | truncated after",
                "<a></b> | expected </a>",
                "</a> | expected the end",
                "<></> | expected the name of an element",
                "<!DOCTYPE a><a/> | a document type is refused",
                "<a>&nbsp;</a> | expected a character reference",
                "<a>&#x110000;</a> | expected a character",
                "<a>&#xffffffff;</a> | expected a character",
                "<a>&#xD800;</a> | expected a character",
                "<a>&#12345678901;</a> | expected a number",
                "<a>&amp</a> | expected a ; after &",
            },
            delimiter = '|')
    void should_refuse_malformed_xml(String xml, String message) {
        assertThatThrownBy(() -> tags(bytes(xml)))
                .isInstanceOf(MalformedXml.class)
                .hasMessageContaining(message);
    }

    @Test
    void should_refuse_endlessly_nested_elements() {
        assertThatThrownBy(() -> tags(bytes("<a>".repeat(20_000))))
                .isInstanceOf(MalformedXml.class)
                .hasMessageContaining("fewer nested elements");
    }

    /** Reads to the end of the outermost element. */
    private static List<String> tags(InputStream xml) throws IOException, MalformedXml {
        XmlCursor cursor = new XmlCursor(xml);
        List<String> tags = new ArrayList<>();
        int depth = 0;
        do {
            cursor.next();
            depth += cursor.isOpening() ? 1 : -1;
            tags.add(cursor.text() + (cursor.isOpening() ? cursor.name() + "(" : ")" + cursor.name()));
        } while (depth > 0);
        return tags;
    }

    private static InputStream bytes(String xml) {
        return new ByteArrayInputStream(xml.getBytes(UTF_8));
    }

    private static InputStream byteByByte(String xml) {
        return new FilterInputStream(bytes(xml)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return super.read(buffer, offset, 1);
            }
        };
    }
}
