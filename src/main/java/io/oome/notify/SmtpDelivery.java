package io.oome.notify;

import io.oome.notify.Outbox.Delivery;
import io.quarkus.arc.Arc;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.Mailer;
import io.quarkus.mailer.runtime.Mailers;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Vertx;
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
    private Client client;

    /** Quarkus has a mailer only where one is injected. */
    @Singleton
    static final class InjectionPoint {
        @Inject
        Instance<Mailer> mailer;

        @Inject
        Instance<Vertx> vertx;
    }

    /**
     * A mailer made within a verticle, for its connections then end with the verticle. Otherwise one that a timeout has
     * given up stays open as long as the server likes, and counts against quarkus.mailer.max-pool-size: after ten of
     * them no mail would ever leave.
     */
    private static final class Client extends AbstractVerticle {

        private volatile Mailer mailer;

        static Client open() {
            Client client = new Client();
            Arc.container()
                    .instance(Vertx.class)
                    .get()
                    .deployVerticle(client)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return client;
        }

        @Override
        public void start() {
            mailer = Arc.container().instance(Mailer.class).get();
        }

        void hangUp() {
            vertx.undeploy(deploymentID());
            Arc.container().instance(Mailer.class).destroy();
            Arc.container().instance(Mailers.class).destroy();
        }
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
        if (client == null) {
            client = Client.open();
        }
        try {
            client.mailer.send(mail);
        } catch (TimeoutException e) {
            hangUp();
            throw new IllegalStateException("no answer from the mail server in time (quarkus.mailer.timeout)", e);
        } catch (RuntimeException e) {
            hangUp();
            throw e;
        }
    }

    /** A server that has failed once may still be talking. */
    private void hangUp() {
        client.hangUp();
        client = null;
    }
}
