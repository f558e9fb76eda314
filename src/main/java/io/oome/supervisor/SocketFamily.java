package io.oome.supervisor;

import java.time.Duration;
import java.util.function.BiFunction;

/** The two kinds of supervisord server. Callers outside this package need not know which one they use. */
public enum SocketFamily {
    UNIX("unix_http_server", UnixTransport::new),
    INET("inet_http_server", InetTransport::new);

    private final String section;
    private final BiFunction<Server, Duration, Transport> transport;

    SocketFamily(String section, BiFunction<Server, Duration, Transport> transport) {
        this.section = section;
        this.transport = transport;
    }

    /** Its section in supervisord's configuration file. */
    public String section() {
        return section;
    }

    Transport open(Server server, Duration timeout) {
        return transport.apply(server, timeout);
    }
}
