package io.oome.listener;

import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/** Logs an event that the listener does not handle, once for each kind: thousands may come. */
public final class IgnoredEvents {

    private static final Logger LOG = Logger.getLogger(IgnoredEvents.class);

    /** supervisord has some 40 kinds. */
    private static final int MOST = 100;

    private final Set<String> said = new HashSet<>();

    /**
     * @param remedy what to subscribe to
     */
    public void ignore(Event event, String remedy) {
        if (said.size() < MOST && said.add(event.name())) {
            LOG.warnf("ignoring %s: %s", event.name(), remedy);
        }
    }
}
