package io.oome.supervisor;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.oome.supervisor.BoundedInputStream.AnswerTooLarge;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/**
 * {@code http://}, through Quarkus' REST client. Builds the client at the first call, because of the memory it costs.
 */
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
        long deadline = System.nanoTime() + timeout.toNanos();
        InputStream body = call(request);
        if (body == null) {
            throw SupervisorUnreachable.notXmlRpc(server.url(), null);
        }
        CompletableFuture<Boolean> late = closeAt(deadline, body);
        try (body) {
            T result = answer.read(new BoundedInputStream(body));
            if (late.complete(false)) {
                return result;
            }
            throw new TimeoutException();
        } catch (AnswerTooLarge e) {
            throw SupervisorUnreachable.tooLarge(server.url(), e);
        } catch (TimeoutException e) {
            throw SupervisorUnreachable.timeout(server.url(), e);
        } catch (MalformedXml e) { // closing an answer without a length looks like its end
            if (late.complete(false)) {
                throw e;
            }
            throw SupervisorUnreachable.timeout(server.url(), e);
        } catch (IOException e) {
            throw late.complete(false) ? broken(e) : SupervisorUnreachable.timeout(server.url(), e);
        } finally {
            late.complete(false);
        }
    }

    /** The REST client has no deadline once an answer has begun. */
    private static CompletableFuture<Boolean> closeAt(long deadline, InputStream body) {
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        late.thenAccept(isLate -> {
            if (isLate) {
                close(body);
            }
        });
        return late.completeOnTimeout(true, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** The REST client closes the connection if no answer begins in time; otherwise closing the stream does. */
    private InputStream call(byte[] body) {
        String authorization = server.credentials().map(Credentials::basic).orElse(null);
        CompletableFuture<InputStream> response =
                api().call(authorization, body).toCompletableFuture();
        try {
            return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (TimeoutException e) {
            response.thenAccept(InetTransport::close);
            throw SupervisorUnreachable.timeout(server.url(), e);
        } catch (InterruptedException e) {
            response.thenAccept(InetTransport::close);
            Thread.currentThread().interrupt();
            throw SupervisorUnreachable.broken(server.url(), e);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // Already closed.
        }
    }

    private synchronized SupervisorApi api() {
        if (api == null) {
            api = QuarkusRestClientBuilder.newBuilder()
                    .baseUri(URI.create(server.url().address()))
                    .connectTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .readTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .property(QuarkusRestClientProperties.KEEP_ALIVE_ENABLED, false)
                    .register(new ConnectionClosedWithAnswer())
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
        if (cause instanceof UnknownHostException) {
            return SupervisorUnreachable.noSuchHost(server.url(), e);
        }
        if (cause instanceof ConnectException) {
            return SupervisorUnreachable.refused(server.url(), e);
        }
        boolean notHttp = cause instanceof IllegalArgumentException || cause instanceof DecoderException;
        return notHttp
                ? SupervisorUnreachable.notXmlRpc(server.url(), e)
                : SupervisorUnreachable.broken(server.url(), cause);
    }

    /** The REST client's stream wraps Vert.x's exception more than once. */
    private SupervisorUnreachable broken(IOException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return SupervisorUnreachable.broken(server.url(), cause);
    }

    private SupervisorUnreachable refusal(int status) {
        return status == 401 ? server.refusal() : SupervisorUnreachable.unexpectedStatus(server.url(), status);
    }
}
