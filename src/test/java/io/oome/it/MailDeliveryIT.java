package io.oome.it;

import static io.oome.it.Mailing.CRASHER;
import static io.oome.it.Mailing.SOON;
import static io.oome.it.Mailing.TO;
import static io.oome.it.Mailing.awaitMail;
import static io.oome.it.Mailing.listener;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mail to SMTP servers that are down, refuse, require TLS or never answer. */
@Tag("thorough")
@Timeout(120)
class MailDeliveryIT {

    @Test
    void should_outlast_a_server_that_is_away_for_a_while() throws Exception {
        int port = freePort();
        try (RealSupervisord supervisord = RealSupervisord.configured()
                .program("web", CRASHER, "autorestart=false")
                .eventlistener("score", listener(port, ",OOME_MONITOR_MAIL_RETRIES=\"2s,10s\"", "--verbose", "-m", TO))
                .start()) {
            supervisord.awaitStderr("score", "mail not sent at try 1 \\(.*refused.*\\)", SOON);
            try (SmtpServer smtp = SmtpServer.plainAt(port)) {
                assertThat(awaitMail(smtp).subject()).contains("web");
                assertThat(supervisord.stderrOf("score")).doesNotContain("WARN mail", TO);
            }
        }
    }

    @Test
    void should_report_a_refused_mail_once_and_without_the_address() throws Exception {
        try (SmtpStub smtp = SmtpStub.refusing();
                RealSupervisord supervisord = RealSupervisord.configured()
                        .program("web", CRASHER, "autorestart=false")
                        .eventlistener("score", listener(smtp.port(), "", "-m", TO))
                        .start()) {
            supervisord.awaitStderr(
                    "score",
                    "WARN mail not sent after 3 tries \\(.*550 5.1.1 <\\*\\*\\*>.*\\): web \\(pid",
                    Duration.ofSeconds(60));
            assertThat(smtp.connections()).isEqualTo(3);
            assertThat(supervisord.stderrOf("score")).doesNotContain(TO);
            assertThat(supervisord.stderrOf("score").split("mail not sent", -1)).hasSize(2);
        }
    }

    @Test
    void should_speak_tls() throws Exception {
        try (SmtpServer smtps = SmtpServer.tls();
                RealSupervisord supervisord = RealSupervisord.configured()
                        .program("web", CRASHER, "autorestart=false")
                        .eventlistener(
                                "score",
                                listener(
                                        smtps.port(),
                                        ",QUARKUS_MAILER_TLS=true,QUARKUS_MAILER_TRUST_ALL=true",
                                        "-m",
                                        TO))
                        .start()) {
            assertThat(awaitMail(smtps).subject()).contains("web");
            assertThat(supervisord.stderrOf("score")).doesNotContain("mail not sent");
        }
    }

    @Test
    void should_not_send_in_the_clear_where_tls_is_required() throws Exception {
        try (SmtpServer smtp = SmtpServer.plain();
                RealSupervisord supervisord = RealSupervisord.configured()
                        .program("web", CRASHER, "autorestart=false")
                        .eventlistener("score", listener(smtp.port(), ",QUARKUS_MAILER_START_TLS=REQUIRED", "-m", TO))
                        .start()) {
            supervisord.awaitStderr(
                    "score", "WARN mail not sent after 3 tries \\(.*TLS.*\\): web", Duration.ofSeconds(60));
            assertThat(smtp.received()).isEmpty();
        }
    }

    @Test
    void should_go_on_listening_while_a_server_never_answers() throws Exception {
        try (SmtpStub smtp = SmtpStub.silent();
                RealSupervisord supervisord = RealSupervisord.configured()
                        .program("web", CRASHER, "autorestart=false")
                        .program("other", Programs.sleeper())
                        .eventlistener(
                                "score",
                                listener(
                                        smtp.port(),
                                        ",QUARKUS_MAILER_TIMEOUT=6s",
                                        "--verbose",
                                        "-m",
                                        TO,
                                        "-a",
                                        "-s",
                                        "6"))
                        .start()) {
            Eventually.within(SOON, () -> smtp.connections() > 0, () -> supervisord.stderrOf("score"));
            long other = supervisord.pid("other");
            supervisord.ctl("restart", "other");
            long next = supervisord.awaitNewPid("other", other, SOON);
            supervisord.awaitStderr(
                    "score", "other \\(pid " + next + " and 0 children\\): 0 → 6", Duration.ofSeconds(2));

            supervisord.awaitStderr("score", "mail not sent at try 1 \\(the mail server did not answer", SOON);
            Eventually.within(SOON, () -> smtp.connections() == 2, () -> "no second try");
            // The first connection was closed, and does not count against the pool.
            Eventually.within(SOON, () -> smtp.open() <= 1, () -> smtp.open() + " connections are open");

            long before = System.nanoTime();
            supervisord.ctl("stop", "score");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
            assertThat(supervisord.stderrOf("score")).contains("mail not sent before this program ended: web (pid");
        }
    }

    @Test
    void should_send_waiting_mail_when_it_is_stopped() throws Exception {
        try (SmtpServer smtp = SmtpServer.plain();
                RealSupervisord supervisord = RealSupervisord.configured()
                        .program("web", Programs.sleeper(), "autorestart=false")
                        .eventlistener("score", listener(smtp, "-p", "web=5", "-m", TO))
                        .start()) {
            supervisord.awaitStderr("score", "0 → 5", SOON);
            supervisord.awaitState("web", "RUNNING", SOON);
            kill9(supervisord.pid("web"));
            supervisord.awaitState("web", "EXITED", SOON);
            supervisord.ctl("stop", "score");
            assertThat(smtp.await(1, Duration.ofSeconds(1)).get(0).subject()).contains("SIGKILL");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"220-welcome, welcome, welcome\r\n", "220 welcome, welcome, welcome "})
    void should_survive_an_endless_banner_of_fault_20(String piece) throws Exception {
        try (SmtpStub smtp = SmtpStub.endless(piece);
                RealSupervisord supervisord = RealSupervisord.configured()
                        .program("web", CRASHER, "autorestart=false")
                        .eventlistener("score", listener(smtp.port(), "", "-m", TO))
                        .start()) {
            supervisord.awaitState("score", "RUNNING", SOON);
            long listener = supervisord.pid("score");
            supervisord.awaitStderr(
                    "score", "WARN mail not sent after 3 tries \\(.*reply is longer than 65536 bytes.*\\): web", SOON);
            assertThat(supervisord.pid("score")).isEqualTo(listener);
            Eventually.within(SOON, () -> smtp.open() == 0, () -> smtp.open() + " connections are open");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void kill9(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }
}
