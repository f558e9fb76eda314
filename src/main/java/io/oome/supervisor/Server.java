package io.oome.supervisor;

import java.util.Optional;
import java.util.function.Supplier;

/** The server that was found. Its password is looked for at the first request, for that may take a look at all of /proc. */
public final class Server {

    /** Looks before each request whether it may be supervisord's at all. */
    public interface Guard {

        /**
         * @throws SupervisorUnreachable if somebody else may listen there
         */
        void check();
    }

    /**
     * How to be let in.
     *
     * @param hint what the operator can do if the server refuses these credentials, where the usual advice would not help
     */
    public record Access(Optional<Credentials> credentials, Optional<String> hint, Guard guard) {

        public static final Access OPEN = new Access(Optional.empty(), Optional.empty());

        /** To a server that the operator has named: it is his word. */
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
     * Asked before each request.
     *
     * @throws SupervisorUnreachable if it may be somebody else's by now
     */
    public Optional<Credentials> credentials() {
        access().guard().check();
        return access().credentials();
    }

    /** The same without a look. */
    Optional<Credentials> knownCredentials() {
        return access().credentials();
    }

    public Optional<String> hint() {
        return access().hint();
    }

    /** The server has let us in no longer, or not yet: the next request looks for another password. */
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

    /** For an operator: where it is, and how it was found. */
    @Override
    public String toString() {
        return url + " (found by: " + source + ")";
    }
}
