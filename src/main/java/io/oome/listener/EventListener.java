package io.oome.listener;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The listener's side of supervisord's event protocol: {@code READY}, an event, {@code RESULT}, and so on. Answers
 * every event with OK, even if its handler fails: supervisord redelivers a rejected event at once, and to every pool of
 * the same priority.
 */
public final class EventListener {

    private static final Logger LOG = Logger.getLogger(EventListener.class);
    private static final byte[] READY = "READY\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "RESULT 2\nOK".getBytes(StandardCharsets.US_ASCII);

    private final EventReader events;
    private final OutputStream out;

    public EventListener(InputStream in, OutputStream out) {
        this.events = new EventReader(in);
        this.out = out;
    }

    /**
     * Listens until supervisord is gone.
     *
     * @param onceReady run after the first READY, so as not to delay it
     * @param handler its exceptions are logged
     * @throws ProtocolException if the input is no event: supervisord never revives a listener in state UNKNOWN, but it
     *     restarts one that has exited
     */
    public void listen(Runnable onceReady, Consumer<Event> handler) throws IOException {
        try {
            send(READY);
            guarded(onceReady);
            Optional<Event> event;
            while ((event = events.next()).isPresent()) {
                Event current = event.get();
                guarded(() -> handler.accept(current));
                send(OK);
                send(READY);
            }
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException e) {
            LOG.debugf("supervisord is gone: %s", e.getMessage());
        }
    }

    static void guarded(Runnable handler) {
        try {
            handler.run();
        } catch (RuntimeException e) {
            LOG.errorf("%s", e.getMessage() == null ? e : e.getMessage());
            LOG.debug("", e);
        }
    }

    private void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }
}
