package io.oome.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class XmlRpcRequestTest {

    @Test
    void should_write_a_call_without_parameters() {
        assertThat(encode("supervisor.getAllProcessInfo"))
                .isEqualTo("<?xml version='1.0'?><methodCall><methodName>supervisor.getAllProcessInfo</methodName>"
                        + "<params></params></methodCall>");
    }

    @Test
    void should_write_parameters_in_order_with_their_types() {
        assertThat(encode("m", "workers:naïve 😀", -5, true, false))
                .endsWith("<params>"
                        + "<param><value><string>workers:naïve 😀</string></value></param>"
                        + "<param><value><int>-5</int></value></param>"
                        + "<param><value><boolean>1</boolean></value></param>"
                        + "<param><value><boolean>0</boolean></value></param>"
                        + "</params></methodCall>");
    }

    @Test
    void should_escape_markup() {
        assertThat(encode("m", "a&b<c>]]>\"'&amp;")).contains("<string>a&amp;b&lt;c&gt;]]&gt;\"'&amp;amp;</string>");
    }

    @Test
    void should_write_the_calls_of_a_multicall() {
        assertThat(encode("system.multicall", List.of(Map.of("params", List.of("a<b", 1)))))
                .endsWith("<params><param><value><array><data><value><struct>"
                        + "<member><name>params</name><value><array><data>"
                        + "<value><string>a&lt;b</string></value><value><int>1</int></value>"
                        + "</data></array></value></member>"
                        + "</struct></value></data></array></value></param></params></methodCall>");
    }

    private static String encode(String method, Object... params) {
        return new String(XmlRpcRequest.encode(method, params), UTF_8);
    }
}
