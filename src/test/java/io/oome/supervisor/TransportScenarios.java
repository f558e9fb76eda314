package io.oome.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both socket families must treat the same server alike, and tell the operator the same. */
@Timeout(30)
abstract class TransportScenarios {

    private static final Optional<Credentials> NOBODY = Optional.empty();
    private static final Optional<Credentials> BOB = Optional.of(new Credentials("bob", "s3cret"));
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration IMPATIENT = Duration.ofMillis(200);
    private static final FakeServer.Answer NEVER = out -> new CountDownLatch(1).await();

    private final SocketFamily family;

    @TempDir
    Path folder;

    TransportScenarios(SocketFamily family) {
        this.family = family;
    }

    @Test
    void should_call_and_read_the_answer() throws Exception {
        try (FakeServer server = serve(ok("<value><array><data>" + process("naïve") + "</data></array></value>"))) {
            List<ProcessInfo> processes = supervisor(server.url(), BOB, PATIENT).getAllProcessInfo();
            assertThat(processes).extracting(ProcessInfo::namespec).containsExactly(new Namespec("g", "naïve"));
            assertThat(server.requests())
                    .singleElement()
                    .asString()
                    .startsWith("POST /RPC2 HTTP/1.")
                    .containsIgnoringCase("\r\nContent-Type: text/xml\r\n")
                    .containsIgnoringCase("\r\nAuthorization: " + BOB.get().basic() + "\r\n")
                    .endsWith("<methodName>supervisor.getAllProcessInfo</methodName><params></params></methodCall>");
        }
    }

    @Test
    void should_send_no_authorization_without_a_password() throws Exception {
        try (FakeServer server = serve(ok("<value><boolean>1</boolean></value>"))) {
            supervisor(server.url(), NOBODY, PATIENT).startProcess(new Namespec("web", "naïve"));
            assertThat(server.requests())
                    .singleElement()
                    .asString()
                    .doesNotContainIgnoringCase("Authorization")
                    .contains("<string>web:naïve</string>", "<boolean>0</boolean>");
        }
    }

    @Test
    void should_read_an_answer_of_a_thousand_processes_to_its_end() throws Exception {
        String processes = process("x".repeat(2000)).repeat(1000);
        try (FakeServer server = serve(ok("<value><array><data>" + processes + "</data></array></value>"))) {
            assertThat(supervisor(server.url(), NOBODY, PATIENT).getAllProcessInfo())
                    .hasSize(1000);
        }
    }

    @Test
    void should_serve_many_threads_at_once() throws Exception {
        try (FakeServer server = serve(ok("<value>log</value>"))) {
            Supervisor supervisor = supervisor(server.url(), NOBODY, PATIENT);
            List<String> logs = IntStream.range(0, 20)
                    .parallel()
                    .mapToObj(i -> supervisor.readProcessStderrLog(new Namespec("g", "web_" + i), -100, 0))
                    .toList();
            assertThat(logs).hasSize(20).containsOnly("log");
            assertThat(server.requests()).hasSize(20).doesNotHaveDuplicates();
        }
    }

    @Test
    void should_pass_a_fault_on() throws Exception {
        String fault = "<?xml version='1.0'?><methodResponse><fault><value><struct>"
                + "<member><name>faultCode</name><value><int>10</int></value></member>"
                + "<member><name>faultString</name><value>BAD_NAME: web</value></member>"
                + "</struct></value></fault></methodResponse>";
        try (FakeServer server = serve(http("200 OK", fault))) {
            assertThatExceptionOfType(SupervisorFault.class)
                    .isThrownBy(() -> supervisor(server.url(), NOBODY, PATIENT).getAllProcessInfo())
                    .satisfies(it -> assertThat(it.fault()).isEqualTo(Fault.BAD_NAME));
        }
    }

    @Test
    void should_name_the_user_but_never_the_password_when_both_are_refused() throws Exception {
        try (FakeServer server = serve(http("401 Unauthorized", "<html>Unauthorized</html>"))) {
            assertUnreachable(server.url(), BOB, PATIENT)
                    .withMessage("the server at " + server.url() + " refused user \"bob\" and the password (401):"
                            + " check SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD");
        }
    }

    @Test
    void should_ask_for_a_password_when_there_is_none() throws Exception {
        try (FakeServer server = serve(http("401 Unauthorized", ""))) {
            assertUnreachable(server.url(), NOBODY, PATIENT)
                    .withMessage("the server at " + server.url() + " requires a user and a password (401):"
                            + " set SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD");
        }
    }

    @Test
    void should_show_the_hint_of_the_lookup() throws Exception {
        try (FakeServer server = serve(http("401 Unauthorized", ""))) {
            Server found = new Server(
                    server.url(), "test", () -> new Server.Access(NOBODY, Optional.of("the password is a hash")));
            assertThatExceptionOfType(SupervisorUnreachable.class)
                    .isThrownBy(() -> new Supervisor(found, PATIENT).getAllProcessInfo())
                    .withMessageEndingWith("(401): the password is a hash");
        }
    }

    @ParameterizedTest
    @CsvSource({"500 Internal Server Error, 500", "404 Not Found, 404", "302 Found, 302"})
    void should_report_any_other_status(String status, int code) throws Exception {
        try (FakeServer server = serve(http(status, "<html>oops</html>"))) {
            assertUnreachable(server.url(), BOB, PATIENT)
                    .withMessage("the server at " + server.url() + " answered HTTP " + code + ": is it supervisord's?");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: 22\r\n\r\n<html>It works!</html>",
                "HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.0 200 OK\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
                "220 mail ESMTP\r\n\r\nfoo\r\n",
                "<?xml version='1.0'?><methodResponse/>\r\n\r\n"
            })
    void should_say_that_the_answer_is_not_xml_rpc(String answer) throws Exception {
        try (FakeServer server = serve(answer)) {
            assertUnreachable(server.url(), BOB, PATIENT)
                    .withMessage("the server at " + server.url()
                            + " answered with something that is not XML-RPC: is it supervisord's?");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 1000\r\n\r\n<?xml version='1.0'?><meth",
                "HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\ncontent-length:5\r\n\r\n"
            })
    void should_say_that_the_connection_was_closed_too_early(String answer) throws Exception {
        try (FakeServer server = serve(answer)) {
            assertUnreachable(server.url(), BOB, PATIENT)
                    .withMessage("the connection to " + server.url() + " broke: Connection was closed");
        }
    }

    @Test
    void should_not_wait_forever_for_an_answer() throws Exception {
        try (FakeServer server = FakeServer.start(family, folder, NEVER)) {
            assertTimeout(server.url());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000\r\n", ""})
    void should_not_wait_forever_for_an_answer_that_drips(String length) throws Exception {
        FakeServer.Answer drip = out -> {
            out.write(("HTTP/1.0 200 OK\r\n" + length + "\r\n").getBytes());
            while (true) {
                out.write(' ');
                Thread.sleep(5);
            }
        };
        try (FakeServer server = FakeServer.start(family, folder, drip)) {
            assertTimeout(server.url());
        }
    }

    /** Fault 19: after 50 unclosed connections the REST client had none left. */
    @ParameterizedTest
    @EnumSource(Bad.class)
    void should_close_every_connection_whatever_the_server_does_and_reach_a_good_server_afterwards(Bad bad)
            throws Exception {
        try (FakeServer server = FakeServer.start(family, folder, bad.answer)) {
            Supervisor supervisor = supervisor(server.url(), NOBODY, IMPATIENT);
            atOnce(60, () -> assertThatExceptionOfType(SupervisorUnreachable.class)
                    .isThrownBy(supervisor::getAllProcessInfo)
                    .satisfies(it -> assertThat(it.getMessage()).doesNotContain("\n")));

            await().untilAsserted(() -> assertThat(server.open()).isZero());
            server.answer(ok("<value><array><data>" + process("web") + "</data></array></value>"));
            await().ignoreExceptions()
                    .until(() -> supervisor.getAllProcessInfo().size() == 1);
        }
    }

    /** Runs the call that many times on twenty threads. */
    private static void atOnce(int times, Runnable call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            for (Future<Object> done : threads.invokeAll(Collections.nCopies(times, Executors.callable(call)))) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** What a server may do instead of answering. */
    private enum Bad {
        SAYS_NOTHING(new FakeServer.SilentAfter("")),
        FALLS_SILENT(
                new FakeServer.SilentAfter("HTTP/1.0 200 OK\r\nContent-Length: 1000000\r\n\r\n<?xml version='1.0'?>")),
        REFUSES_AND_FALLS_SILENT(
                new FakeServer.SilentAfter("HTTP/1.0 401 Unauthorized\r\nContent-Length: 1000000\r\n\r\n<html>")),
        DRIPS_ITS_HEAD(forever("HTTP/1.0 200 OK\r\nX: ", "x", 5)),
        DRIPS_ITS_BODY(forever("HTTP/1.0 200 OK\r\nContent-Length: 1000000\r\n\r\n", " ", 5)),
        IS_ENDLESS(forever("HTTP/1.0 200 OK\r\n\r\n", " ".repeat(10_000), 0)),
        IS_ENDLESS_IN_A_TEXT(forever("HTTP/1.0 200 OK\r\n\r\n<methodResponse><params>", "x".repeat(10_000), 0)),
        IS_ENDLESS_IN_ITS_HEAD(forever("HTTP/1.0 200 OK\r\nX: ", "x".repeat(10_000), 0)),
        IS_ENDLESS_IN_A_REFUSAL(forever("HTTP/1.0 401 Unauthorized\r\n\r\n", "x".repeat(10_000), 0));

        private final FakeServer.Answer answer;

        Bad(FakeServer.Answer answer) {
            this.answer = answer;
        }
    }

    private static FakeServer.Answer forever(String beginning, String piece, int pause) {
        byte[] bytes = piece.getBytes(StandardCharsets.US_ASCII);
        return out -> {
            out.write(beginning.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(bytes);
                Thread.sleep(pause);
            }
        };
    }

    @Test
    void should_say_that_an_answer_is_too_large() throws Exception {
        byte[] process = ("<value><struct><member><name>description</name><value>" + "x".repeat(10_000)
                        + "</value></member></struct></value>")
                .getBytes(StandardCharsets.US_ASCII);
        FakeServer.Answer hundredMegabytes = out -> {
            out.write("HTTP/1.0 200 OK\r\n\r\n<methodResponse><params><param><value><array><data>".getBytes());
            for (int i = 0; i < 10_000; i++) {
                out.write(process);
            }
        };
        try (FakeServer server = FakeServer.start(family, folder, hundredMegabytes)) {
            assertUnreachable(server.url(), BOB, PATIENT)
                    .withMessage("the answer from the server at " + server.url()
                            + " is too large (more than 16 MB): is it supervisord's?");
        }
    }

    @Test
    void should_read_an_answer_of_ten_thousand_processes() throws Exception {
        String processes = process("x".repeat(20)).repeat(10_000);
        try (FakeServer server = serve(ok("<value><array><data>" + processes + "</data></array></value>"))) {
            assertThat(supervisor(server.url(), NOBODY, PATIENT).getAllProcessInfo())
                    .hasSize(10_000);
        }
    }

    /** As with a supervisord stopped by SIGSTOP, after some scans. */
    @Test
    void should_not_wait_forever_if_no_server_accepts() throws Exception {
        try (ServerSocketChannel listener = FakeServer.listen(family, folder, 1)) {
            SocketAddress address = listener.getLocalAddress();
            try (SocketChannel first = SocketChannel.open(address);
                    SocketChannel second = SocketChannel.open(address)) {
                assertThat(List.of(first, second)).allMatch(SocketChannel::isConnected);
                assertTimeout(FakeServer.url(address));
            }
        }
    }

    @Test
    void should_say_that_the_connection_is_refused() throws Exception {
        ServerSocketChannel listener = FakeServer.listen(family, folder, 0);
        ServerUrl url = FakeServer.url(listener.getLocalAddress());
        listener.close();
        assertUnreachable(url, BOB, PATIENT)
                .withMessage("connection to " + url + " refused: is supervisord running, and does it listen there?");
    }

    private static void assertTimeout(ServerUrl url) {
        assertUnreachable(url, BOB, IMPATIENT)
                .withMessage("no answer from " + url
                        + " in time: is supervisord stopped or hung, or does another server listen there?");
    }

    static ThrowableAssertAlternative<SupervisorUnreachable> assertUnreachable(ServerUrl url) {
        return assertUnreachable(url, BOB, PATIENT);
    }

    private static ThrowableAssertAlternative<SupervisorUnreachable> assertUnreachable(
            ServerUrl url, Optional<Credentials> credentials, Duration timeout) {
        return assertThatExceptionOfType(SupervisorUnreachable.class)
                .isThrownBy(() -> supervisor(url, credentials, timeout).getAllProcessInfo())
                .satisfies(it -> assertThat(it.getMessage())
                        .doesNotContain("\n")
                        .doesNotContain(BOB.get().password()));
    }

    private static Supervisor supervisor(ServerUrl url, Optional<Credentials> credentials, Duration timeout) {
        return new Supervisor(new Server(url, "test", () -> new Server.Access(credentials, Optional.empty())), timeout);
    }

    private FakeServer serve(String answer) throws IOException {
        return FakeServer.start(family, folder, answer);
    }

    private static String process(String name) {
        return "<value><struct><member><name>group</name><value><string>g</string></value></member>"
                + "<member><name>name</name><value><string>" + name + "</string></value></member></struct></value>\n";
    }

    private static String ok(String value) {
        return http(
                "200 OK",
                "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n" + value
                        + "\n</param>\n</params>\n</methodResponse>\n");
    }

    private static String http(String status, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return "HTTP/1.0 " + status + "\r\nContent-Length: " + length + "\r\nContent-Type: text/xml\r\n\r\n" + body;
    }
}
