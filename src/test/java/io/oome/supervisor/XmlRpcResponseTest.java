package io.oome.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oome.supervisor.BoundedInputStream.AnswerTooLarge;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole answers: faults, invalid answers, and attacks on an XML parser. */
class XmlRpcResponseTest {

    @ParameterizedTest
    @CsvSource({
        "2, INCORRECT_PARAMETERS, OTHER",
        "6, SHUTDOWN_STATE, SHUTDOWN_STATE",
        "10, BAD_NAME: naïve, BAD_NAME",
        "20, NO_FILE: web, NO_FILE",
        "40, ABNORMAL_TERMINATION: <web>, OTHER",
        "60, ALREADY_STARTED: web, ALREADY_STARTED",
        "70, NOT_RUNNING: web, NOT_RUNNING",
        "-1, MADE_UP, OTHER",
    })
    void should_throw_a_fault_with_its_code_and_name(int code, String text, Fault expected) {
        String escaped = text.replace("<", "&lt;").replace(">", "&gt;");
        String response =
                fault("<value><int>" + code + "</int></value>", "<value><string>" + escaped + "</string></value>");

        assertThatThrownBy(() -> read(response, XmlRpcReader::bool))
                .isInstanceOfSatisfying(
                        SupervisorFault.class, it -> assertThat(it.fault()).isEqualTo(expected))
                .hasMessage("supervisord answered with fault " + code + " (" + text + ")");
    }

    @Test
    void should_name_the_section_that_supervisord_lacks_if_it_knows_no_method() {
        String response = fault("<value><int>1</int></value>", "<value><string>UNKNOWN_METHOD</string></value>");
        assertThatThrownBy(() -> read(response, XmlRpcReader::bool))
                .hasMessageStartingWith("supervisord answered with fault 1 (UNKNOWN_METHOD): its configuration lacks"
                        + " [rpcinterface:supervisor]");
    }

    @Test
    void should_refuse_a_fault_without_a_code() {
        String response = fault("<value>ten</value>", "<value>BAD_NAME</value>");
        assertThatThrownBy(() -> read(response, XmlRpcReader::bool)).isInstanceOf(MalformedXml.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "OK",
                "<html><body>It works!</body></html>",
                "<!DOCTYPE html><html><p>It works!<br></html>",
                "{\"result\": true}",
                "<?xml version='1.0'?><methodCall><methodName>x</methodName></methodCall>",
                "<?xml version='1.0'?><methodResponse/>",
                "<?xml version='1.0'?><methodResponse><params/></methodResponse>",
                "<?xml version='1.0'?><methodResponse><params><param/></params></methodResponse>",
                "<?xml version='1.0'?><methodResponse><fault/></methodResponse>"
            })
    void should_refuse_an_answer_that_is_no_method_response(String response) {
        assertThatThrownBy(() -> read(response, XmlRpcReader::string)).isInstanceOf(MalformedXml.class);
    }

    @Test
    void should_not_read_a_file_that_an_external_entity_names(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret");
        String response = "<?xml version='1.0'?><!DOCTYPE methodResponse [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]>"
                + answer("<value><string>&x;</string></value>");
        assertThatThrownBy(() -> read(response, XmlRpcReader::string))
                .isInstanceOf(MalformedXml.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    @Timeout(30)
    void should_not_fetch_a_dtd(@TempDir Path folder) throws Exception {
        try (FakeServer server = FakeServer.start(SocketFamily.INET, folder, "HTTP/1.0 200 OK\r\n\r\n")) {
            String response = "<?xml version='1.0'?><!DOCTYPE methodResponse SYSTEM '" + server.url() + "/x.dtd'>"
                    + answer("<value>web</value>");
            assertThatThrownBy(() -> read(response, XmlRpcReader::string)).isInstanceOf(MalformedXml.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void should_not_expand_custom_entities() {
        String response = "<?xml version='1.0'?><!DOCTYPE methodResponse [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
                + answer("<value><string>&b;</string></value>");
        assertThatThrownBy(() -> read(response, XmlRpcReader::string)).isInstanceOf(MalformedXml.class);
    }

    @Test
    void should_refuse_an_undeclared_entity() {
        assertThatThrownBy(() -> read(answer("<value><string>&nbsp;</string></value>"), XmlRpcReader::string))
                .isInstanceOf(MalformedXml.class);
        assertThatThrownBy(() -> read(answer("<value>&nbsp;</value>"), XmlRpcReader::string))
                .isInstanceOf(MalformedXml.class);
    }

    @Test
    void should_survive_the_control_characters_of_a_log() throws Exception {
        String response = answer("<value><string>\u001B[31mred\u001B[0m\u0000\u007F\tend\nnaïve ￼</string></value>");
        assertThat(read(response, XmlRpcReader::string)).isEqualTo("?[31mred?[0m?\u007F\tend\nnaïve ￼");
    }

    @Test
    void should_read_the_information_on_a_thousand_processes() throws Exception {
        String processes = IntStream.range(0, 1000)
                .mapToObj(i -> process("<&naïve&>_" + i, 10_000 + i))
                .collect(Collectors.joining());
        String response = answer("<value><array><data>" + processes + "</data></array></value>");

        List<ProcessInfo> read = read(response, it -> it.array(ProcessInfo::decode));

        assertThat(read).hasSize(1000);
        assertThat(read.get(999).namespec()).isEqualTo(new Namespec("workers", "<&naïve&>_999"));
        assertThat(read.get(999).pid()).isEqualTo(10_999);
        assertThat(read).extracting(ProcessInfo::state).containsOnly(ProcessState.RUNNING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"struct", "array", "strings"})
    void should_refuse_an_answer_that_would_fill_the_memory(String kind) {
        String nothing = "<value><struct></struct></value>";
        String response = answer("<value><array><data>"
                + switch (kind) {
                    case "struct" -> nothing.repeat(20_001);
                    case "array" -> "<value><array><data>".repeat(10) + "<value/>".repeat(20_000);
                    default -> process("x".repeat(250_000), 1).repeat(9);
                }
                + "</data></array></value>");
        XmlRpcReader.Decoder<?> decoder =
                kind.equals("array") ? it -> it.array(deep(10)) : it -> it.array(ProcessInfo::decode);
        assertThatThrownBy(() -> read(response, decoder)).isInstanceOf(AnswerTooLarge.class);
    }

    private static XmlRpcReader.Decoder<?> deep(int arrays) {
        return arrays == 0 ? XmlRpcReader::string : it -> it.array(deep(arrays - 1));
    }

    @Test
    void should_skip_an_unwanted_megabyte() throws Exception {
        String response = answer("<value><struct><member><name>description</name><value><string>"
                + "x".repeat(900_000) + "</string></value></member><member><name>pid</name><value><int>5</int></value>"
                + "</member></struct></value>");
        assertThat(read(response, ProcessInfo::decode).pid()).isEqualTo(5);
    }

    private static String process(String name, int pid) {
        return "<value><struct>\n"
                + "<member><name>name</name><value><string>" + escape(name) + "</string></value></member>\n"
                + "<member><name>group</name><value><string>workers</string></value></member>\n"
                + "<member><name>state</name><value><int>20</int></value></member>\n"
                + "<member><name>pid</name><value><int>" + pid + "</int></value></member>\n"
                + "<member><name>description</name><value><string>" + escape("&".repeat(500))
                + "</string></value></member>"
                + "</struct></value>\n";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String fault(String code, String text) {
        return "<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>\n<member>\n<name>faultCode</name>\n"
                + code + "\n</member>\n<member>\n<name>faultString</name>\n" + text
                + "\n</member>\n</struct></value>\n</fault>\n</methodResponse>\n";
    }

    private static String answer(String value) {
        return "<methodResponse><params><param>" + value + "</param></params></methodResponse>";
    }

    private static <T> T read(String response, XmlRpcReader.Decoder<T> decoder) throws IOException, MalformedXml {
        return XmlRpcReader.read(new ByteArrayInputStream(response.getBytes(UTF_8)), decoder);
    }
}
