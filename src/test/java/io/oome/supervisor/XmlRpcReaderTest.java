package io.oome.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlRpcReaderTest {

    /**
     * xmlrpc.client.dumps((value,), methodresponse=True) of Python 3.11, to the byte: all types that supervisord sends.
     */
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
            <name>list</name>
            <value><array><data>
            <value><array><data>
            <value><string>two</string></value>
            </data></array></value>
            <value><array><data>
            </data></array></value>
            </data></array></value>
            </member>
            <member>
            <name>struct</name>
            <value><struct>
            </struct></value>
            </member>
            </struct></value>
            </param>
            </params>
            </methodResponse>
            """;

    private static List<Object> readAll(byte[] response) throws IOException, MalformedXml {
        List<Object> values = new ArrayList<>();
        return XmlRpcReader.read(new ByteArrayInputStream(response), reader -> {
            reader.struct((member, value) -> {
                switch (member) {
                    case "text", "empty" -> values.add(value.string());
                    case "number" -> values.add(value.integer());
                    case "yes", "no" -> values.add(value.bool());
                    case "list" -> values.add(value.array(it -> it.array(XmlRpcReader::string)));
                    default -> value.skip();
                }
            });
            return values;
        });
    }

    @Test
    void should_read_what_python_dumps() throws Exception {
        assertThat(readAll(DUMPED_BY_PYTHON.getBytes(UTF_8)))
                .containsExactly("a <b> & \"c\" é 😀", "", -42, true, false, List.of(List.of("two"), List.of()));
    }

    @Test
    void should_never_mistake_a_truncated_answer_for_a_whole_one() {
        byte[] whole = DUMPED_BY_PYTHON.stripTrailing().getBytes(UTF_8);
        int endOfValue = DUMPED_BY_PYTHON
                .substring(0, DUMPED_BY_PYTHON.lastIndexOf("</value>"))
                .getBytes(UTF_8)
                .length;
        for (int length = 0; length < endOfValue; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> readAll(cut))
                    .describedAs("the first %d bytes", length)
                    .isInstanceOf(MalformedXml.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "<value>web</value>, |web|",
                "<value> web </value>, | web |",
                "<value/>, ||",
                "<value></value>, ||",
                "<value><string/></value>, ||",
                "<value><![CDATA[a<b]]></value>, |a<b|",
                "<value>a<!-- no -->b</value>, |ab|",
                "|<value>\n <string> a\nb </string>\n</value>|, | a\nb |",
                "<value><string>&#233;&quot;&apos;&#x1F600;</string></value>, |é\"'😀|",
            })
    void should_read_every_string(String xml, String expected) throws Exception {
        assertThat(read(xml, XmlRpcReader::string)).isEqualTo(expected);
    }

    @Test
    void should_read_numbers_of_32_bits() throws Exception {
        assertThat(read("<value><int>2147483647</int></value>", XmlRpcReader::integer))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(read("<value><int> -2147483648 </int></value>", XmlRpcReader::integer))
                .isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void should_read_a_number_that_may_be_missing() throws Exception {
        assertThat(read("<value><int>0</int></value>", XmlRpcReader::integerUnlessText))
                .hasValue(0);
        assertThat(read("<value><string>none</string></value>", XmlRpcReader::integerUnlessText))
                .isEmpty();
        assertThat(read("<value>none</value>", XmlRpcReader::integerUnlessText)).isEmpty();
    }

    @Test
    void should_decode_typed_and_untyped_strings_alike() throws Exception {
        String xml =
                "<value><array><data><value>a</value><value><string>b</string></value><value/></data></array></value>";
        List<String> strings = read(xml, it -> it.array(XmlRpcReader::string));
        assertThat(strings).containsExactly("a", "b", "");
    }

    @Test
    void should_skip_unwanted_members() throws Exception {
        String xml = "<value><struct>"
                + "<member><name>other</name><value><struct><member><name>pid</name><value><int>1</int></value>"
                + "</member></struct></value></member>"
                + "<member><name>pid</name><value><int>2</int></value></member>"
                + "<member><name>text</name><value>x</value></member></struct></value>";
        assertThat(read(xml, ProcessInfo::decode).pid()).isEqualTo(2);
    }

    /** supervisord puts no array around each result, though xmlrpc.client's own multicall expects one. */
    @Test
    void should_read_the_results_of_a_multicall_and_continue_after_a_fault() throws Exception {
        String one =
                "<value><struct><member><name>pid</name><value><int>1</int></value></member>" + "</struct></value>";
        String fault = "<value><struct><member><name>faultCode</name><value><int>10</int></value></member>"
                + "<member><name>faultString</name><value>BAD_NAME: x</value></member></struct></value>";
        List<Optional<Integer>> results = read(
                "<value><array><data>" + one + fault + one + "</data></array></value>",
                it -> it.array(value -> {
                    try {
                        return Optional.of(ProcessInfo.decodeResult(value).pid());
                    } catch (SupervisorFault e) {
                        return Optional.empty();
                    }
                }));
        assertThat(results).containsExactly(Optional.of(1), Optional.empty(), Optional.of(1));
        assertThatExceptionOfType(SupervisorFault.class)
                .isThrownBy(() -> read(fault, ProcessInfo::decodeResult))
                .satisfies(it -> assertThat(it.fault()).isEqualTo(Fault.BAD_NAME));
    }

    @Test
    void should_refuse_an_invalid_result_of_a_multicall() {
        assertRefused("<value><int>1</int></value>", ProcessInfo::decodeResult);
        assertRefused("<value><array><data/></array></value>", ProcessInfo::decodeResult);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<value><int>1.5</int></value>",
                "<value><int></int></value>",
                "<value><int>2147483648</int></value>",
                "<value><i4>1</i4></value>",
                "<value>junk<int>5</int></value>",
                "<value>one</value>",
                "<value><string>1</string></value>",
                "<int>1</int>",
                ""
            })
    void should_refuse_a_value_that_is_not_a_number(String xml) {
        assertRefused(xml, XmlRpcReader::integer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<value><int>1</int></value>",
                "<value><nil/></value>",
                "<value><string>a<b/></string></value>",
                "<string>bare</string>"
            })
    void should_refuse_a_value_that_is_not_a_string(String xml) {
        assertRefused(xml, XmlRpcReader::string);
    }

    @Test
    void should_refuse_a_value_of_the_wrong_type() {
        assertRefused("<value><int>1</int></value>", XmlRpcReader::bool);
        assertRefused("<value><string>web</string></value>", it -> it.array(XmlRpcReader::string));
        assertRefused("<value><array><value/></array></value>", it -> it.array(XmlRpcReader::string));
        assertRefused(
                "<value><array><data><string>bare</string></data></array></value>",
                it -> it.array(XmlRpcReader::string));
        assertRefused("<value><array><data/></array></value>", ProcessInfo::decode);
        assertRefused("<value><struct><member><value/></member></struct></value>", ProcessInfo::decode);
        assertRefused("<value><struct><member><name>pid</name></member></struct></value>", ProcessInfo::decode);
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
