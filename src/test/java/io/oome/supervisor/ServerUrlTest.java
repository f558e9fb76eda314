package io.oome.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:9001, INET, http://127.0.0.1:9001",
        "http://localhost:9001/, INET, http://localhost:9001",
        "http://web:9001/RPC2, INET, http://web:9001",
        "http://web, INET, http://web:80",
        "http://[::1]:9001, INET, http://[::1]:9001",
        "'  http://web:9001\n', INET, http://web:9001",
        "unix:///run/supervisor.sock, UNIX, /run/supervisor.sock",
        "unix:///run/a folder/naïve@home.sock, UNIX, /run/a folder/naïve@home.sock",
    })
    void should_parse_both_families(String text, SocketFamily family, String address) {
        assertThat(ServerUrl.parse(text)).isEqualTo(new ServerUrl(family, address));
    }

    @ParameterizedTest
    @CsvSource({"http://web:9001/RPC2, http://web:9001", "unix:///run/s.sock, unix:///run/s.sock"})
    void should_show_itself_as_a_url(String text, String shown) {
        assertThat(ServerUrl.parse(text)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/run/supervisor.sock",
                "web:9001",
                "https://web:9001",
                "HTTP",
                "unix:/run/supervisor.sock",
                "unix://supervisor.sock",
                "unix://",
                "http://",
                "http://:9001",
                "http://web:port",
                "http://web:65536",
                "http://web:9001/other",
                "http://web:9001?x=1",
                "http://web:9001#x",
                "http://a b:9001"
            })
    void should_refuse_everything_else_in_one_line_that_names_it(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerUrl.parse(text))
                .withMessageStartingWith("server URL \"" + text + "\"")
                .withMessageContaining("//")
                .satisfies(it -> assertThat(it.getMessage()).doesNotContain("\n"));
    }

    @Test
    void should_refuse_a_password_without_repeating_it() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerUrl.parse("http://bob:s3cret@web:9001"))
                .withMessageContaining("SUPERVISOR_PASSWORD")
                .satisfies(it -> assertThat(it.getMessage()).doesNotContain("s3cret"));
    }
}
