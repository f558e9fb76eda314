package io.oome.command;

import io.oome.notify.Addresses;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The addresses of mails. Settings of quarkus-mailer say how mail is sent. */
final class MailOptions {

    @Option(
            names = {"-m", "--mail"},
            paramLabel = "ADDRESS",
            scope = ScopeType.INHERIT,
            description = "Send mail to ADDRESS. Repeatable. Default: oome-monitor.mail.to. QUARKUS_MAILER_HOST and"
                    + " _PORT give the SMTP server.")
    private List<String> addresses;

    /** The addresses of -m, or else those that are configured. */
    List<String> addresses(Settings settings) {
        try {
            return addresses == null ? settings.mailTo() : Addresses.parse("-m", addresses);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
