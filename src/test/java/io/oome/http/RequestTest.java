package io.oome.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {

    private static final String OPEN_METRICS = "application/openmetrics-text";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/openmetrics-text                                  | true",
                "text/plain;q=0.5,application/openmetrics-text;version=1.0.0   | true",
                "APPLICATION/OpenMetrics-Text ; q=0.75                         | true",
                "application/openmetrics-text;q=0                              | false",
                "application/openmetrics-text;q=0.000                          | false",
                "application/openmetrics-textual                               | false",
                "text/plain                                                    | false",
                "''                                                            | false",
            })
    void should_know_what_the_client_accepts(String accept, boolean accepts) {
        assertThat(new Request("GET", "/metrics", accept).accepts(OPEN_METRICS)).isEqualTo(accepts);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /healthz HTTP/1.1, /healthz",
        "GET http://localhost:9102/healthz HTTP/1.1, /healthz",
        "GET http://[::1]:9102/metrics?name[]=up HTTP/1.0, /metrics",
    })
    void should_know_the_path(String line, String path) {
        assertThat(Request.parse(line + "\r\n").orElseThrow().path()).isEqualTo(path);
    }
}
