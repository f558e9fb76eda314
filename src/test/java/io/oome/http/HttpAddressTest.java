package io.oome.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "9102, 127.0.0.1, 9102, 127.0.0.1:9102",
        "0, 127.0.0.1, 0, 127.0.0.1:0",
        "0.0.0.0:9102, 0.0.0.0, 9102, 0.0.0.0:9102",
        "localhost:80, localhost, 80, localhost:80",
        "[::]:9102, ::, 9102, [::]:9102",
        "[::1]:9102, ::1, 9102, [::1]:9102"
    })
    void should_be_host_and_port(String text, String host, int port, String shown) {
        HttpAddress address = HttpAddress.parse(text);
        assertThat(address).isEqualTo(new HttpAddress(host, port));
        assertThat(address).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "web", ":9102", "::1:9102", "[web]:9102", "127.0.0.1", "127.0.0.1:", "1:2:3", "123456"})
    void should_not_be_anything_else(String text) {
        assertThatThrownBy(() -> HttpAddress.parse(text)).hasMessageContaining("is not [HOST:]PORT");
    }

    @Test
    void should_have_a_port_that_there_is() {
        assertThatThrownBy(() -> HttpAddress.parse("65536")).hasMessageContaining("the highest port is 65535");
    }
}
