package io.oome.supervisor;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/** {@code http://}, through Quarkus' REST client. The client is built at the first call: it is what costs memory. */
final class InetTransport implements Transport {

    private final Server server;
    private final Duration timeout;
    private SupervisorApi api;

    InetTransport(Server server, Duration timeout) {
        this.server = server;
        this.timeout = timeout;
    }

    @Override
    public byte[] post(byte[] body) {
        String authorization = server.credentials().map(Credentials::basic).orElse(null);
        try {
            return api().call(authorization, body);
        } catch (WebApplicationException e) {
            throw refusal(e.getResponse().getStatus());
        } catch (ProcessingException e) {
            throw failure(e);
        }
    }

    private synchronized SupervisorApi api() {
        if (api == null) {
            api = QuarkusRestClientBuilder.newBuilder()
                    .baseUri(URI.create(server.url().address()))
                    .connectTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .readTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .property(QuarkusRestClientProperties.KEEP_ALIVE_ENABLED, false)
                    .build(SupervisorApi.class);
        }
        return api;
    }

    private SupervisorUnreachable refusal(int status) {
        return status == 401
                ? SupervisorUnreachable.unauthorized(server)
                : SupervisorUnreachable.unexpectedStatus(server.url(), status);
    }

    private SupervisorUnreachable failure(ProcessingException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof ConnectException) {
            return SupervisorUnreachable.refused(server.url(), e);
        }
        if (cause instanceof TimeoutException) {
            return SupervisorUnreachable.timeout(server.url(), e);
        }
        return SupervisorUnreachable.broken(server.url(), cause);
    }
}
