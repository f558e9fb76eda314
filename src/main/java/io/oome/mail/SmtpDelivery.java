package io.oome.mail;

import io.quarkus.arc.Arc;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.Mailer;
import io.quarkus.mailer.runtime.Mailers;
import io.smallrye.mutiny.TimeoutException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Quarkus' mailer, with Quarkus' own settings ({@code quarkus.mailer.…}). It comes into being with the first mail:
 * without one there is no SMTP client in memory.
 */
final class SmtpDelivery implements Delivery {

    private final String host;

    /** Quarkus has a mailer only where one is injected. */
    @Singleton
    static final class InjectionPoint {
        @Inject
        Instance<Mailer> mailer;
    }

    /**
     * @param host of the default sender
     */
    SmtpDelivery(String host) {
        this.host = host;
    }

    @Override
    public void send(String address, String subject, String body) {
        Mail mail = Mail.withText(address, subject, body);
        if (ConfigProvider.getConfig()
                .getOptionalValue("quarkus.mailer.from", String.class)
                .isEmpty()) {
            mail.setFrom("oome-monitor@" + host);
        }
        InstanceHandle<Mailer> mailer = Arc.container().instance(Mailer.class);
        try {
            mailer.get().send(mail);
        } catch (TimeoutException e) {
            hangUp(mailer);
            throw new IllegalStateException("no answer from the mail server in time (quarkus.mailer.timeout)", e);
        }
    }

    /**
     * A connection that a timeout has given up stays open, and counts against quarkus.mailer.max-pool-size: after ten
     * of them no mail would ever leave. So the client goes, and its connections with it; the next mail makes a new one.
     */
    private static void hangUp(InstanceHandle<Mailer> mailer) {
        mailer.destroy();
        Arc.container().instance(Mailers.class).destroy();
    }
}
