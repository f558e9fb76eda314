package io.oome.supervisor;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
    public <T> T post(byte[] request, Answer<T> answer) throws MalformedXml {
        byte[] response = call(request);
        if (response == null) {
            throw SupervisorUnreachable.notXmlRpc(server.url(), null);
        }
        try {
            return answer.read(new ByteArrayInputStream(response));
        } catch (IOException e) {
            throw SupervisorUnreachable.broken(server.url(), e);
        }
    }

    /** Null for an answer without a body. The REST client's own timeout begins anew with every piece of the answer. */
    private byte[] call(byte[] body) {
        String authorization = server.credentials().map(Credentials::basic).orElse(null);
        CompletableFuture<byte[]> response = api().call(authorization, body).toCompletableFuture();
        try {
            return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (TimeoutException e) {
            response.cancel(true);
            throw SupervisorUnreachable.timeout(server.url(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SupervisorUnreachable.broken(server.url(), e);
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

    private SupervisorUnreachable failure(Throwable e) {
        Throwable cause = e instanceof ProcessingException && e.getCause() != null ? e.getCause() : e;
        if (cause instanceof WebApplicationException refusal) {
            return refusal(refusal.getResponse().getStatus());
        }
        if (cause instanceof TimeoutException || cause instanceof ConnectTimeoutException) {
            return SupervisorUnreachable.timeout(server.url(), e);
        }
        if (cause instanceof ConnectException) {
            return SupervisorUnreachable.refused(server.url(), e);
        }
        boolean notHttp = cause instanceof IllegalArgumentException || cause instanceof DecoderException;
        return notHttp
                ? SupervisorUnreachable.notXmlRpc(server.url(), e)
                : SupervisorUnreachable.broken(server.url(), cause);
    }

    private SupervisorUnreachable refusal(int status) {
        return status == 401 ? server.refusal() : SupervisorUnreachable.unexpectedStatus(server.url(), status);
    }
}
