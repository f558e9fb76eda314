package io.oome.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.oome.LoggedLines;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On real sockets: those who read are as they please. */
@Timeout(60)
class HttpServerTest {

    private static final String LARGE = "x".repeat(3_000_000);

    @RegisterExtension
    final LoggedLines logged = new LoggedLines(HttpServer.class);

    private final HttpServer server = new HttpServer(HttpAddress.parse("0"), HttpServerTest::page);
    private final List<Socket> sockets = new ArrayList<>();
    private int port;

    private static Answer page(Request request) {
        return switch (request.path()) {
            case "/accept" -> Answer.line(200, request.accept());
            case "/large" -> Answer.line(200, LARGE);
            case "/broken" -> throw new IllegalStateException("broken");
            default -> Answer.line(404, "none");
        };
    }

    @BeforeEach
    void start() {
        server.start();
        await().until(() -> !logged.lines().isEmpty());
        port = Integer.parseInt(logged.lines().get(0).replaceAll(".*http://127.0.0.1:(\\d+)/metrics", "$1"));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private Socket connected(String request) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        sockets.add(socket);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private String ask(String request) throws IOException {
        return new String(connected(request).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: here\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /accept HTTP/1.1, 200",
        "GET /accept?a=b HTTP/1.0, 200",
        "HEAD /accept HTTP/1.1, 200",
        "GET /accept/ HTTP/1.1, 404",
        "GET /../accept HTTP/1.1, 404",
        "POST /accept HTTP/1.1, 405",
        "GET /accept, 400",
        "GET http://here/accept HTTP/1.1, 200",
        "get /accept HTTP/1.1, 400",
        "GET /broken HTTP/1.1, 500",
    })
    void should_answer_a_first_line_with_a_status(String first, int status) throws IOException {
        assertThat(ask(first + "\r\n\r\n")).startsWith("HTTP/1.1 " + status + " \r\n");
    }

    @Test
    void should_hand_on_what_is_accepted_and_close() throws IOException {
        assertThat(ask("GET /accept HTTP/1.1\nACCEPT: text/plain \n\n"))
                .isEqualTo("HTTP/1.1 200 \r\nContent-Type: text/plain; charset=utf-8\r\n"
                        + "Content-Length: 11\r\nConnection: close\r\n\r\ntext/plain\n");
    }

    @Test
    void should_send_no_body_to_head_and_say_what_is_allowed() throws IOException {
        assertThat(ask("HEAD /large HTTP/1.1\r\n\r\n"))
                .contains("Content-Length: 3000001\r\n")
                .endsWith("\r\n\r\n");
        assertThat(ask("PUT /large HTTP/1.1\r\n\r\n")).contains("\r\nAllow: GET, HEAD\r\n");
    }

    @Test
    void should_send_all_of_a_large_page() throws IOException {
        assertThat(get("/large")).hasSizeGreaterThan(3_000_000).endsWith("xxx\n");
    }

    @Test
    void should_read_a_request_that_comes_byte_by_byte() throws Exception {
        Socket socket = connected("");
        for (byte b : "GET /accept HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1)) {
            socket.getOutputStream().write(b);
            socket.getOutputStream().flush();
            Thread.sleep(2);
        }
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void should_not_read_a_request_without_end() throws IOException {
        Socket socket = connected("GET /" + "x".repeat(8 * 1024));
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 431");
    }

    @Test
    void should_answer_while_others_say_nothing_or_never_read_or_come_in_hundreds() throws IOException {
        for (int i = 0; i < 200; i++) {
            connected(i % 2 == 0 ? "GET /acc" : "GET /large HTTP/1.1\r\n\r\n");
            if (i % 20 == 0) {
                long begun = System.nanoTime();
                assertThat(get("/accept")).startsWith("HTTP/1.1 200");
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
            }
        }
    }

    @Test
    void should_end_a_connection_after_5_s() throws IOException {
        long begun = System.nanoTime();
        assertThat(ask("GET /acc")).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    }

    @Test
    void should_go_on_when_a_client_resets() throws Exception {
        Socket socket = connected("GET /large HTTP/1.1\r\n\r\n");
        socket.setSoLinger(true, 0);
        socket.close();
        assertThat(get("/accept")).startsWith("HTTP/1.1 200");
    }

    @Test
    void should_say_that_a_port_is_taken_and_take_it_when_it_is_free() throws IOException {
        try (HttpServer second = new HttpServer(new HttpAddress("127.0.0.1", port), HttpServerTest::page)) {
            second.start();
            await().until(() -> logged.lines().size() > 1);
            assertThat(logged.lines().get(1))
                    .startsWith(
                            "ERROR --http 127.0.0.1:" + port + ": Address already in use: give --http another port");
            server.close();
            await().atMost(Duration.ofSeconds(20)).until(() -> logged.lines().size() > 2);
            assertThat(get("/accept")).startsWith("HTTP/1.1 200");
        }
    }
}
