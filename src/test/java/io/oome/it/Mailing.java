package io.oome.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Listeners that mail, for the tests of mail. */
final class Mailing {

    static final Duration SOON = Duration.ofSeconds(30);
    /** Longer than the pauses between tries. */
    static final Duration LATE = Duration.ofSeconds(45);

    static final String EVENTS = "events=PROCESS_STATE_RUNNING,PROCESS_STATE_EXITED";
    static final String TO = "ops@example.org";

    /** RUNNING for a second, then exits with status 7. */
    static final String CRASHER =
            "command=sh -c \"echo started >&2; sleep 1.2; echo Grüße von %(process_num)d" + " >&2; exit 7\"";

    private Mailing() {}

    static String[] listener(SmtpServer smtp, String... args) {
        return listener(smtp.port(), "", args);
    }

    static String[] listener(int port, String settings, String... args) {
        return new String[] {Programs.installed("oom_score_adj", args), EVENTS, "environment=" + smtpAt(port) + settings
        };
    }

    static String smtpAt(int port) {
        return "QUARKUS_MAILER_HOST=127.0.0.1,QUARKUS_MAILER_PORT=" + port
                + ",OOME_MONITOR_MAIL_GATHER=1s,OOME_MONITOR_MAIL_RETRIES=\"1s,1s\"";
    }

    static SmtpServer.Received awaitMail(SmtpServer smtp) {
        return smtp.await(1, LATE).get(0);
    }

    static String host() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }
}
