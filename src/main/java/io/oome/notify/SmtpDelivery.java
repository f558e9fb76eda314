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
 * Sends by Quarkus's mailer, with Quarkus's own settings ({@code quarkus.mailer.…}). The first mail creates the mailer:
 * until then no SMTP client takes memory.
 */
final class SmtpDelivery implements Delivery {

    private final String host;
    private Client client;

    /** Quarkus builds a mailer in only where one is injected. */
    @Singleton
    static final class InjectionPoint {
        @Inject
        Instance<Mailer> mailer;

        @Inject
        Instance<Vertx> vertx;
    }

    /**
     * A mailer inside a verticle, so that its connections close with the verticle. Otherwise a connection that has
     * timed out stays open as long as the server likes, and counts against quarkus.mailer.max-pool-size: after ten of
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
     * @param host the host of the default sender
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
            throw new IllegalStateException("the mail server did not answer in time (quarkus.mailer.timeout)", e);
        } catch (RuntimeException e) {
            hangUp();
            throw e;
        }
    }

    /** After a failure the server can still be talking on the old connection. */
    private void hangUp() {
        client.hangUp();
        client = null;
    }
}
