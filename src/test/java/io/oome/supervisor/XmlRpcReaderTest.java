package io.oome.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlRpcReaderTest {

    /** xmlrpc.client.dumps((value,), methodresponse=True, allow_none=True) of Python 3.11, to the byte. */
    private static final String DUMPED_BY_PYTHON =
            """
            <?xml version='1.0'?>
            <methodResponse>
            <params>
            <param>
            <value><struct>
            <member>
            <name>text</name>
            <value><string>a &lt;b&gt; &amp; "c" é 😀</string></value>
            </member>
            <member>
            <name>empty</name>
            <value><string></string></value>
            </member>
            <member>
            <name>number</name>
            <value><int>-42</int></value>
            </member>
            <member>
            <name>yes</name>
            <value><boolean>1</boolean></value>
            </member>
            <member>
            <name>no</name>
            <value><boolean>0</boolean></value>
            </member>
            <member>
            <name>real</name>
            <value><double>1.5</double></value>
            </member>
            <member>
            <name>list</name>
            <value><array><data>
            <value><int>1</int></value>
            <value><string>two</string></value>
            <value><array><data>
            </data></array></value>
            <value><struct>
            </struct></value>
            </data></array></value>
            </member>
            <member>
            <name>none</name>
            <value><nil/></value></member>
            <member>
            <name>raw</name>
            <value><base64>
            AP8A/wD/AP8A/wD/AP8A/wD/AP8A/wD/AP8A/wD/AP8A/wD/AP8A/wD/AP8A/wD/AP8A/wD/AP8A
            /wD/
            </base64></value>
            </member>
            <member>
            <name>when</name>
            <value><dateTime.iso8601>20261120T23:59:01</dateTime.iso8601></value>
            </member>
            </struct></value>
            </param>
            </params>
            </methodResponse>
            """;

    @Test
    void should_read_what_python_dumps() throws Exception {
        Map<?, ?> value = (Map<?, ?>)
                XmlRpcReader.read(new ByteArrayInputStream(DUMPED_BY_PYTHON.getBytes(UTF_8)), XmlRpcReader::any);

        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("text", "a <b> & \"c\" é 😀");
        expected.put("empty", "");
        expected.put("number", -42);
        expected.put("yes", true);
        expected.put("no", false);
        expected.put("real", 1.5);
        expected.put("list", List.of(1, "two", List.of(), Map.of()));
        expected.put("none", null);
        expected.put("when", LocalDateTime.of(2026, 11, 20, 23, 59, 1));
        byte[] raw = (byte[]) value.remove("raw");
        assertThat(value).isEqualTo(expected);
        assertThat(raw).hasSize(60).startsWith(0x00, 0xFF).endsWith(0x00, 0xFF);
    }

    @Test
    void should_never_take_a_truncated_answer_for_a_whole_one() {
        byte[] whole = DUMPED_BY_PYTHON.stripTrailing().getBytes(UTF_8);
        int endOfValue = DUMPED_BY_PYTHON
                .substring(0, DUMPED_BY_PYTHON.lastIndexOf("</value>"))
                .getBytes(UTF_8)
                .length;
        for (int length = 0; length < endOfValue; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> XmlRpcReader.read(new ByteArrayInputStream(cut), XmlRpcReader::any))
                    .describedAs("the first %d bytes", length)
                    .isInstanceOf(MalformedXml.class);
        }
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("<value>web</value>", "web"),
                Arguments.of("<value> web </value>", " web "),
                Arguments.of("<value/>", ""),
                Arguments.of("<value></value>", ""),
                Arguments.of("<value><string/></value>", ""),
                Arguments.of("<value><![CDATA[a<b]]></value>", "a<b"),
                Arguments.of("<value>a<!-- no -->b</value>", "ab"),
                Arguments.of("<value>\n <string> a\nb </string>\n</value>", " a\nb "),
                Arguments.of("<value><string>&#233;&quot;&apos;&#x1F600;</string></value>", "é\"'😀"),
                Arguments.of("<value><i4>2147483647</i4></value>", Integer.MAX_VALUE),
                Arguments.of("<value><int> -2147483648 </int></value>", Integer.MIN_VALUE),
                Arguments.of("<value><double>-1e3</double></value>", -1000.0),
                Arguments.of("<value><array><data/></array></value>", List.of()),
                Arguments.of(
                        "<value><array><data><value>a</value><value><array><data><value><i4>1</i4></value></data>"
                                + "</array></value></data></array></value>",
                        List.of("a", List.of(1))),
                Arguments.of(
                        "<value><struct><member><name>a&amp;b</name><value>c</value></member></struct></value>",
                        Map.of("a&b", "c")));
    }

    @ParameterizedTest
    @MethodSource("values")
    void should_read_every_value(String xml, Object expected) throws Exception {
        assertThat(read(xml, XmlRpcReader::any)).isEqualTo(expected);
    }

    @Test
    void should_read_nil() throws Exception {
        assertThat(read("<value><nil/></value>", XmlRpcReader::any)).isNull();
    }

    @Test
    void should_decode_typed_and_untyped_strings_alike() throws Exception {
        String xml =
                "<value><array><data><value>a</value><value><string>b</string></value><value/></data></array></value>";
        List<String> strings = read(xml, it -> it.array(XmlRpcReader::string));
        assertThat(strings).containsExactly("a", "b", "");
    }

    @Test
    void should_skip_members_that_are_of_no_interest() throws Exception {
        String xml = "<value><struct>"
                + "<member><name>other</name><value><struct><member><name>pid</name><value><int>1</int></value>"
                + "</member></struct></value></member>"
                + "<member><name>pid</name><value><int>2</int></value></member>"
                + "<member><name>text</name><value>x</value></member></struct></value>";
        int[] pid = new int[1];
        read(xml, reader -> {
            reader.struct((member, value) -> {
                if (member.equals("pid")) {
                    pid[0] = value.integer();
                } else {
                    value.skip();
                }
            });
            return null;
        });
        assertThat(pid[0]).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<value><int>1.5</int></value>",
                "<value><int></int></value>",
                "<value><int>2147483648</int></value>",
                "<value><double>much</double></value>",
                "<value><base64>A</base64></value>",
                "<value><dateTime.iso8601>yesterday</dateTime.iso8601></value>",
                "<value><money>1</money></value>",
                "<value>junk<int>5</int></value>",
                "<value><array><value/></array></value>",
                "<value><array><data><string>bare</string></data></array></value>",
                "<value><struct><member><value/></member></struct></value>",
                "<value><struct><member><name>a</name></member></struct></value>",
                "<value><string>a<b/></string></value>",
                "<string>bare</string>",
                ""
            })
    void should_refuse_what_is_no_value(String xml) {
        assertThatThrownBy(() -> read(xml, XmlRpcReader::any)).isInstanceOf(MalformedXml.class);
    }

    @Test
    void should_refuse_a_value_of_another_type_than_was_asked_for() {
        assertRefused("<value><string>1</string></value>", XmlRpcReader::integer);
        assertRefused("<value>one</value>", XmlRpcReader::integer);
        assertRefused("<value><int>1</int></value>", XmlRpcReader::string);
        assertRefused("<value><nil/></value>", XmlRpcReader::string);
        assertRefused("<value><int>1</int></value>", XmlRpcReader::bool);
        assertRefused("<value><string>web</string></value>", it -> it.array(XmlRpcReader::string));
        assertRefused("<value><array><data/></array></value>", ProcessInfo::decode);
    }

    private static void assertRefused(String xml, XmlRpcReader.Decoder<?> decoder) {
        assertThatThrownBy(() -> read(xml, decoder)).isInstanceOf(MalformedXml.class);
    }

    private static <T> T read(String value, XmlRpcReader.Decoder<T> decoder) throws IOException, MalformedXml {
        String response = "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n" + value
                + "\n</param>\n</params>\n</methodResponse>\n";
        return XmlRpcReader.read(new ByteArrayInputStream(response.getBytes(UTF_8)), decoder);
    }
}
