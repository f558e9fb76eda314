package io.oome.it;

import static io.oome.it.Mailing.CRASHER;
import static io.oome.it.Mailing.EVENTS;
import static io.oome.it.Mailing.LATE;
import static io.oome.it.Mailing.SOON;
import static io.oome.it.Mailing.TO;
import static io.oome.it.Mailing.awaitMail;
import static io.oome.it.Mailing.host;
import static io.oome.it.Mailing.listener;
import static io.oome.it.Mailing.smtpAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The mails themselves, sent to an SMTP server in this JVM. */
@Timeout(120)
class MailIT {

    @Test
    void should_mail_about_an_unexpected_exit() throws Exception {
        try (SmtpServer smtp = SmtpServer.plain();
                RealSupervisord supervisord = RealSupervisord.configured()
                        .program("web", CRASHER, "autorestart=false")
                        .section("group:front", "programs=web")
                        .eventlistener("score", listener(smtp, "-m", TO))
                        .start()) {
            supervisord.awaitState("front:web", "EXITED", SOON);
            SmtpServer.Received mail = awaitMail(smtp);

            assertThat(mail.subject())
                    .matches("\\[" + host() + "] front:web \\(pid \\d+\\) exited unexpectedly: exit status 7");
            assertThat(mail.from()).isEqualTo("oome-monitor@" + host());
            assertThat(mail.to()).isEqualTo(TO);
            assertThat(mail.body().lines())
                    .contains(
                            "On host " + host() + ":",
                            "process:     front:web",
                            "from state:  RUNNING",
                            "ended by:    exit status 7",
                            "now:         EXITED")
                    .anyMatch(it -> it.matches("pid: {9}\\d+"))
                    .anyMatch(it -> it.matches("ran for: {5}[12] s"))
                    .anyMatch(it ->
                            it.matches("OOM kills: {3}(the memory cgroup counted \\d+ OOM kills? since|unknown).*"))
                    .containsSequence("  | started", "  | Grüße von 0");
            assertThat(supervisord.stderrOf("score")).doesNotContain(TO);
        }
    }

    /** supervisord has restarted the process, and forgotten its exit, before the monitor reads the event. */
    @Test
    void should_name_the_signal_that_ended_a_restarted_process() throws Exception {
        try (SmtpServer smtp = SmtpServer.plain();
                RealSupervisord supervisord = RealSupervisord.configured()
                        .program("web", Programs.sleeper())
                        .program("other", Programs.sleeper())
                        .eventlistener("score", listener(smtp, "-p", "web=5", "-m", TO))
                        .start()) {
            supervisord.awaitStderr("score", "0 → 5", SOON);
            supervisord.awaitState("web", "RUNNING", SOON);
            supervisord.awaitState("other", "RUNNING", SOON);
            long web = supervisord.pid("web");
            kill9(supervisord.pid("other"));
            kill9(web);

            SmtpServer.Received mail = awaitMail(smtp);
            assertThat(mail.subject()).endsWith("web (pid " + web + ") exited unexpectedly: terminated by SIGKILL");
            assertThat(mail.body())
                    .contains("No lines of its stderr log: it is empty")
                    .doesNotContain("other");
        }
    }

    @Test
    void should_send_several_messages_as_one_mail_to_each_address() throws Exception {
        try (SmtpServer smtp = SmtpServer.plain();
                RealSupervisord supervisord = RealSupervisord.configured()
                        .program("web", CRASHER, "numprocs=3", "process_name=w%(process_num)d", "autorestart=false")
                        .eventlistener(
                                "score",
                                listener(
                                        smtp.port(),
                                        ",OOME_MONITOR_MAIL_GATHER=4s",
                                        "-m",
                                        TO,
                                        "-m",
                                        "boss@example.org"))
                        .start()) {
            supervisord.awaitLog("exited: w2", SOON);
            List<SmtpServer.Received> mails = smtp.await(2, LATE);
            assertThat(mails).allSatisfy(mail -> {
                assertThat(mail.subject()).startsWith("[" + host() + "] 3 messages: web:w");
                assertThat(mail.body()).contains("web:w0", "web:w1", "web:w2", "Grüße von 0", "Grüße von 2");
            });
            assertThat(mails).extracting(SmtpServer.Received::to).containsExactlyInAnyOrder(TO, "boss@example.org");
        }
    }

    /** The tail of a log starts anywhere, and supervisord can't decode half a character. */
    @Test
    void should_quote_a_log_whose_tail_begins_within_a_character() throws Exception {
        String script = "i=0; while [ $i -lt 700 ]; do echo " + "ä".repeat(23) + "$i; i=$((i+1)); done >&2;"
                + " sleep 1.2; echo xy >&2; exit 7";
        try (SmtpServer smtp = SmtpServer.plain();
                RealSupervisord supervisord = RealSupervisord.configured()
                        .program("web", Programs.command("sh", "-c", script), "autorestart=false")
                        .eventlistener("score", listener(smtp, "-m", TO))
                        .start()) {
            supervisord.awaitState("web", "EXITED", SOON);
            assertThat(awaitMail(smtp).body().lines().filter(it -> it.startsWith("  | ")))
                    .hasSize(20)
                    .contains("  | " + "ä".repeat(23) + "699", "  | xy");
        }
    }

    @Test
    void should_load_no_smtp_client_before_the_first_mail() throws Exception {
        assumeThat(Launcher.isNative())
                .as("native: only a JVM logs the classes that it loads")
                .isFalse();
        try (RealSupervisord supervisord = RealSupervisord.configured()
                .program("web", Programs.sleeper())
                .program("other", Programs.sleeper())
                .eventlistener("plain", loadingClasses("plain", "-p", "web=5"))
                .eventlistener("mailing", loadingClasses("mailing", "-p", "other=5", "-m", TO))
                .start()) {
            supervisord.awaitStderr("plain", "web .*: 0 → 5", SOON);
            supervisord.awaitStderr("mailing", "other .*: 0 → 5", SOON);
            for (String name : List.of("plain", "mailing")) {
                Path log = supervisord.folder().resolve(name + ".classes");
                assertThat(Files.readString(log)).contains("io.oome.score.").doesNotContain("io.vertx.ext.mail.impl.");
            }
        }
    }

    private static String[] loadingClasses(String name, String... args) {
        return new String[] {
            Programs.installed("oom_score_adj", args),
            EVENTS,
            "environment=OOME_MONITOR_JAVA_OPTS=\"-Xlog:class+load:file=%(here)s/" + name + ".classes\""
        };
    }

    @Test
    void should_mail_about_a_restart_after_an_out_of_memory_error() throws Exception {
        SupervisordConfig config = RealSupervisord.configured();
        Path flag = config.folder().resolve("web.oome");
        try (SmtpServer smtp = SmtpServer.plain();
                RealSupervisord supervisord = config.program(
                                "web", Programs.sleeper(), "environment=OOME_FILE=\"" + flag + "\"")
                        .eventlistener(
                                "monitor",
                                Programs.installed("oome_monitor", "all", "-m", TO),
                                "events=TICK_5",
                                "environment=" + smtpAt(smtp.port()))
                        .start()) {
            supervisord.awaitState("web", "RUNNING", SOON);
            long web = supervisord.pid("web");
            Files.createFile(flag);
            long next = supervisord.awaitNewPid("web", web, SOON);

            SmtpServer.Received mail = awaitMail(smtp);
            assertThat(mail.subject()).isEqualTo("[" + host() + "] web: restarted after an OutOfMemoryError");
            assertThat(mail.body().lines())
                    .contains(
                            "process:     web:web",
                            "flag:        " + flag,
                            "rule:        OOME_FILE",
                            "old pid:     " + web,
                            "outcome:     running as pid " + next,
                            "attempts:    1")
                    .anyMatch(it -> it.matches("age: {9}\\d+ s"));
            assertThat(supervisord.stderrOf("monitor")).doesNotContain(TO);
        }
    }

    @Test
    void should_mail_about_a_restart_by_hand_before_it_ends() throws Exception {
        SupervisordConfig config = RealSupervisord.configured();
        Path flag = config.folder().resolve("web.oome");
        try (SmtpServer smtp = SmtpServer.plain();
                RealSupervisord supervisord =
                        config.program("web", Programs.sleeper()).start()) {
            supervisord.awaitState("web", "RUNNING", SOON);
            Files.createFile(flag);
            Map<String, String> env = Map.of(
                    "QUARKUS_MAILER_HOST",
                    "127.0.0.1",
                    "QUARKUS_MAILER_PORT",
                    "" + smtp.port(),
                    "OOME_MONITOR_MAIL_TO",
                    TO);
            Launcher.Result result = Launcher.run(
                    SOON,
                    env,
                    supervisord.folder(),
                    "oome_monitor",
                    "--server-url",
                    supervisord.serverUrl(),
                    "single",
                    "-p",
                    "web",
                    "-o",
                    flag.toString());
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(smtp.await(1, Duration.ofSeconds(1)).get(0).subject()).contains("web: restarted");
        }
    }

    private static void kill9(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }
}
