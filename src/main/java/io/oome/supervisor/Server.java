package io.oome.supervisor;

import java.util.Optional;
import java.util.function.Supplier;

/** A supervisord server. It looks its password up at the first request: that may take a search through all of /proc. */
public final class Server {

    /** Checks before each request that the server can only be supervisord's. */
    public interface Guard {

        /**
         * @throws SupervisorUnreachable if another program may listen there
         */
        void check();
    }

    /**
     * How to get access.
     *
     * @param hint what the operator can do if the server refuses these credentials, where the usual advice does not
     *     help
     */
    public record Access(Optional<Credentials> credentials, Optional<String> hint, Guard guard) {

        public static final Access OPEN = new Access(Optional.empty(), Optional.empty());

        /** Access to a server that the operator named: no guard. */
        public Access(Optional<Credentials> credentials, Optional<String> hint) {
            this(credentials, hint, () -> {});
        }
    }

    private final ServerUrl url;
    private final String source;
    private final Supplier<Access> lookup;
    private Access access;

    /**
     * @param source how it was found
     */
    public Server(ServerUrl url, String source, Supplier<Access> lookup) {
        this.url = url;
        this.source = source;
        this.lookup = lookup;
    }

    public ServerUrl url() {
        return url;
    }

    public String source() {
        return source;
    }

    /**
     * The credentials, checked before each request.
     *
     * @throws SupervisorUnreachable if another program may listen there by now
     */
    public Optional<Credentials> credentials() {
        access().guard().check();
        return access().credentials();
    }

    /** The credentials, without the guard's check. */
    Optional<Credentials> knownCredentials() {
        return access().credentials();
    }

    public Optional<String> hint() {
        return access().hint();
    }

    /** The server refused the credentials: the next request looks for others. */
    public synchronized SupervisorUnreachable refusal() {
        SupervisorUnreachable refusal = SupervisorUnreachable.unauthorized(this);
        access = null;
        return refusal;
    }

    private synchronized Access access() {
        if (access == null) {
            access = lookup.get();
        }
        return access;
    }

    /** Its URL and how it was found, for an operator. */
    @Override
    public String toString() {
        return url + " (found by: " + source + ")";
    }
}
