package io.oome.it;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A mail server that accepts everything. */
final class SmtpServer implements AutoCloseable {

    /** A mail as its reader sees it. */
    record Received(String from, String to, String subject, String body) {}

    private final GreenMail server;
    private final String protocol;

    private SmtpServer(int port, String protocol) {
        this.protocol = protocol;
        ServerSetup setup = new ServerSetup(port, "127.0.0.1", protocol);
        setup.setServerStartupTimeout(30_000);
        this.server = new GreenMail(setup);
        server.start();
    }

    static SmtpServer plain() {
        return plainAt(0);
    }

    static SmtpServer plainAt(int port) {
        return new SmtpServer(port, ServerSetup.PROTOCOL_SMTP);
    }

    /** TLS from the first byte, with a certificate of its own. */
    static SmtpServer tls() {
        return new SmtpServer(0, ServerSetup.PROTOCOL_SMTPS);
    }

    int port() {
        return protocol.equals(ServerSetup.PROTOCOL_SMTP)
                ? server.getSmtp().getPort()
                : server.getSmtps().getPort();
    }

    List<Received> received() {
        return Arrays.stream(server.getReceivedMessages()).map(SmtpServer::read).toList();
    }

    /** Waits for that many mails; one more is a failure. */
    List<Received> await(int count, Duration limit) {
        Eventually.within(
                limit,
                () -> server.getReceivedMessages().length >= count,
                () -> received() + " instead of " + count + " mails");
        List<Received> mails = received();
        if (mails.size() > count) {
            throw new AssertionError(mails + " instead of " + count + " mails");
        }
        return mails;
    }

    private static Received read(MimeMessage mail) {
        try {
            return new Received(
                    mail.getFrom()[0].toString(),
                    mail.getAllRecipients()[0].toString(),
                    mail.getSubject(),
                    String.valueOf(mail.getContent()).replace("\r\n", "\n"));
        } catch (IOException | MessagingException e) {
            throw new AssertionError(GreenMailUtil.getWholeMessage(mail), e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
