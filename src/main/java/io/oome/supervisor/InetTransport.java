package io.oome.supervisor;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.vertx.core.VertxException;
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
        byte[] response = call(body);
        if (response == null) {
            throw SupervisorUnreachable.notXmlRpc(server.url(), null);
        }
        return response;
    }

    /** Null for an answer without a body. What Vert.x' decoder throws comes through the REST client as it is. */
    private byte[] call(byte[] body) {
        String authorization = server.credentials().map(Credentials::basic).orElse(null);
        try {
            return api().call(authorization, body);
        } catch (WebApplicationException e) {
            throw refusal(e.getResponse().getStatus());
        } catch (ProcessingException e) {
            throw failure(e);
        } catch (VertxException e) {
            throw SupervisorUnreachable.broken(server.url(), e);
        } catch (IllegalArgumentException | DecoderException e) {
            throw SupervisorUnreachable.notXmlRpc(server.url(), e);
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
        if (cause instanceof TimeoutException || cause instanceof ConnectTimeoutException) {
            return SupervisorUnreachable.timeout(server.url(), e);
        }
        if (cause instanceof ConnectException) {
            return SupervisorUnreachable.refused(server.url(), e);
        }
        return SupervisorUnreachable.broken(server.url(), cause);
    }
}
