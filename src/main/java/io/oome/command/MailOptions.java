package io.oome.command;

import io.oome.notify.Addresses;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Who is told by mail. How mail is sent are quarkus-mailer's own settings. */
final class MailOptions {

    @Option(
            names = {"-m", "--mail"},
            paramLabel = "ADDRESS",
            scope = ScopeType.INHERIT,
            description = "Tell ADDRESS by mail. Repeatable. Without it: oome-monitor.mail.to. The SMTP server is"
                    + " QUARKUS_MAILER_HOST and _PORT.")
    private List<String> addresses;

    /** Those that are given, else those that are configured. */
    List<String> addresses(Settings settings) {
        try {
            return addresses == null ? settings.mailTo() : Addresses.parse("-m", addresses);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
