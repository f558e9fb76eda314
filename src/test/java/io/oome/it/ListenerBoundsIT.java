package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Listeners whose supervisord hangs, or sends too much: this test plays supervisord. */
@Tag("thorough")
@Timeout(120)
class ListenerBoundsIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** The deadline of a request is 10 s. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private static final String EXITED = "processname:web groupname:front from_state:RUNNING expected:0 pid:71";

    @TempDir
    Path cwd;

    @Test
    void should_answer_an_exit_at_once_while_supervisord_hangs_and_mail_it_later_of_fault_20() throws Exception {
        try (SmtpServer smtp = SmtpServer.plain();
                ServerSocket hung = hung();
                Launched listener = mailing(smtp, hung)) {
            listener.awaitOut("^READY$", SOON);
            listener.write(event("PROCESS_STATE_EXITED", EXITED));
            listener.awaitOut("^RESULT 2\nOKREADY$", AT_ONCE);
            listener.write(
                    event("PROCESS_STATE_RUNNING", "processname:web groupname:front from_state:STARTING pid:72"));
            listener.awaitOut("^RESULT 2\nOKREADY\nRESULT 2\nOKREADY$", AT_ONCE);

            SmtpServer.Received mail = smtp.await(1, SOON).get(0);
            assertThat(mail.subject()).contains("front:web (pid 71) exited unexpectedly: unknown");
            assertThat(mail.body())
                    .contains("No answer from supervisord: no answer from http://", "from state:  RUNNING");
        }
    }

    @Test
    void should_mail_on_exit_about_exits_that_supervisord_has_not_answered_for_of_fault_20() throws Exception {
        try (SmtpServer smtp = SmtpServer.plain();
                ServerSocket hung = hung();
                Launched listener = mailing(smtp, hung)) {
            listener.awaitOut("^READY$", SOON);
            listener.write(event("PROCESS_STATE_EXITED", EXITED));
            listener.write(event("PROCESS_STATE_EXITED", EXITED.replace("web", "api")));
            listener.awaitOut("^RESULT 2\nOKREADY\nRESULT 2\nOKREADY$", AT_ONCE);
            listener.sigterm();

            assertThat(listener.awaitExit(Duration.ofSeconds(10)).exit()).isZero();
            assertThat(smtp.received()).hasSize(1).first().satisfies(mail -> {
                assertThat(mail.subject()).contains("2 messages: front:web (pid 71)", "front:api (pid 71)");
                assertThat(mail.body()).contains("No answer from supervisord: this program was shutting down");
            });
        }
    }

    @Test
    void should_survive_an_event_of_20_MB_of_fault_20() throws Exception {
        try (Launched listener = monitor()) {
            listener.awaitOut("^READY$", SOON);
            listener.write(event(
                    "PROCESS_LOG_STDOUT", "processname:web groupname:web pid:7\n" + "0123456789".repeat(2_000_000)));
            listener.awaitOut("^RESULT 2\nOKREADY$", SOON);
            listener.write(event("TICK_5", "when:1"));
            listener.awaitOut("^RESULT 2\nOKREADY\nRESULT 2\nOKREADY$", SOON);
        }
    }

    @Test
    void should_log_once_per_kind_which_events_it_ignores_of_fault_21() throws Exception {
        try (Launched listener = monitor()) {
            listener.awaitOut("^READY$", SOON);
            String starting =
                    event("PROCESS_STATE_STARTING", "processname:web groupname:web from_state:STOPPED tries:0");
            listener.write(starting.repeat(1000) + event("PROCESS_STATE_\u001b[31mX", ""));
            listener.awaitErr("WARN ignoring PROCESS_STATE_\\\\x1b\\[31mX: subscribe", SOON);
            assertThat(listener.err().lines().filter(it -> it.contains("PROCESS_STATE_STARTING")))
                    .hasSize(1)
                    .allMatch(it ->
                            it.endsWith("WARN ignoring PROCESS_STATE_STARTING: subscribe this [eventlistener:x] to"
                                    + " TICK_60, and optionally PROCESS_STATE_RUNNING"));
        }
    }

    private Launched mailing(SmtpServer smtp, ServerSocket server) {
        Map<String, String> env = Map.of(
                "QUARKUS_MAILER_HOST", "127.0.0.1",
                "QUARKUS_MAILER_PORT", "" + smtp.port(),
                "OOME_MONITOR_MAIL_GATHER", "1s");
        String url = "http://127.0.0.1:" + server.getLocalPort();
        return Launcher.start(env, cwd, "oom_score_adj", "--listen", "--server-url", url, "-m", Mailing.TO);
    }

    private Launched monitor() {
        return Launcher.start(
                Map.of(), cwd, "oome_monitor", "--listen", "--server-url", "unix://" + cwd + "/sock", "all");
    }

    /** Accepts connections, and never answers. */
    private static ServerSocket hung() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    }

    private static String event(String name, String payload) {
        return "ver:3.0 server:supervisor serial:1 pool:x poolserial:1 eventname:" + name + " len:" + payload.length()
                + "\n" + payload;
    }
}
