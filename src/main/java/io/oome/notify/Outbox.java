package io.oome.notify;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Sends messages on a thread that starts with the first one. Messages within a few seconds go as one mail; each address
 * gets its own, with a few tries. {@link #post} returns at once, whatever the mail server does.
 */
public final class Outbox implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Outbox.class);

    /** Less than stopwaitsecs, 10 s by default, after which supervisord kills this program. */
    private static final Duration LAST_MAIL = Duration.ofSeconds(5);

    private final MailSettings settings;
    private final String host;
    private final Delivery delivery;
    private final LongSupplier nanoTime;

    private Batch open;
    private Batch underWay;
    private Thread thread;
    private boolean closing;

    /**
     * @param host named in each mail
     */
    public Outbox(MailSettings settings, String host) {
        this(settings, host, new SmtpDelivery(host), System::nanoTime);
    }

    Outbox(MailSettings settings, String host, Delivery delivery, LongSupplier nanoTime) {
        this.settings = settings;
        this.host = host;
        this.delivery = delivery;
        this.nanoTime = nanoTime;
    }

    public synchronized void post(Message message) {
        if (settings.to().isEmpty()) {
            return;
        }
        if (closing) {
            LOG.warnf("mail not sent, because this program is ending: %s", message.subject());
            return;
        }
        if (open == null) {
            open = new Batch(message, nanoTime.getAsLong() + settings.gather().toNanos());
        } else {
            open.add(message);
        }
        if (thread == null) {
            thread = new Thread(this::run, "mail");
            thread.start();
        }
        notifyAll();
    }

    private void run() {
        try {
            for (Batch batch = next(); batch != null; batch = next()) {
                Message mail = batch.asOne();
                for (String address : settings.to()) {
                    deliver(address, mail);
                }
                done();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a batch to become due; null when no more can come. */
    private synchronized Batch next() throws InterruptedException {
        while (open == null || (!closing && open.dueIn(nanoTime.getAsLong()) > 0)) {
            if (open == null && closing) {
                return null;
            }
            waitFor(open == null ? 0 : open.dueIn(nanoTime.getAsLong()));
        }
        underWay = open;
        open = null;
        return underWay;
    }

    private synchronized void done() {
        underWay = null;
    }

    private void deliver(String address, Message mail) throws InterruptedException {
        String reason = "";
        List<Duration> pauses = settings.retries();
        for (int i = 0; i <= pauses.size(); i++) {
            try {
                delivery.send(address, "[" + host + "] " + mail.subject(), "On host " + host + ":\n\n" + mail.body());
                LOG.debugf("mail sent: %s", mail.subject());
                return;
            } catch (RuntimeException e) {
                reason = Addresses.hidden(reason(e));
                LOG.debugf("mail not sent at try %d (%s): %s", i + 1, reason, mail.subject());
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException("close() has given up this mail, and logged it");
            }
            if (i < pauses.size()) {
                pause(pauses.get(i));
            }
        }
        LOG.warnf("mail not sent after %d tries (%s): %s", pauses.size() + 1, reason, mail.subject());
    }

    /** The innermost cause has the message of the server or the network. */
    private static String reason(Throwable e) {
        Throwable innermost = e;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        boolean ours = e instanceof IllegalStateException && e.getMessage() != null;
        String message = ours ? e.getMessage() : innermost.getMessage();
        return message == null
                ? innermost.toString()
                : message.lines().findFirst().orElse("");
    }

    /** {@link #close} cuts the pause short: the mail is tried again at once. */
    private synchronized void pause(Duration pause) throws InterruptedException {
        long end = nanoTime.getAsLong() + pause.toNanos();
        while (!closing && end - nanoTime.getAsLong() > 0) {
            waitFor(end - nanoTime.getAsLong());
        }
    }

    /**
     * @param nanos 0 for no limit
     */
    private synchronized void waitFor(long nanos) throws InterruptedException {
        wait(nanos == 0 ? 0 : Math.max(1, nanos / 1_000_000));
    }

    /** Within 5 s, sends every waiting mail, or logs that it was not sent. */
    @Override
    public void close() {
        Thread sender;
        synchronized (this) {
            closing = true;
            notifyAll();
            sender = thread;
        }
        if (sender == null) {
            return;
        }
        try {
            sender.join(LAST_MAIL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (sender.isAlive()) {
            report();
            sender.interrupt();
        }
    }

    private synchronized void report() {
        for (Batch batch : new Batch[] {underWay, open}) {
            if (batch != null) {
                LOG.warnf("mail not sent before this program ended: %s", batch.subjects());
            }
        }
        underWay = null;
        open = null;
    }

    /** The way to the mail server. */
    interface Delivery {

        /**
         * Tries once, and returns when the server has accepted the mail.
         *
         * @throws RuntimeException if the mail was not accepted
         */
        void send(String address, String subject, String body);
    }
}
