package io.oome.supervisor;

import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jboss.resteasy.reactive.client.impl.ClientRequestContextImpl;

/**
 * Closes the connection together with the answer's stream. The REST client's own stream (VertxClientInputStream, 3.32)
 * reads on to an end that may never come, and it never reads an error's body; either way the connection leaks, and
 * after 50 leaks the client sends no more requests.
 */
final class ConnectionClosedWithAnswer implements ClientResponseFilter {

    private static final int OK = 200;

    @Override
    public void filter(ClientRequestContext request, ClientResponseContext answer) {
        HttpClientResponse response = ((ClientRequestContextImpl) request)
                .getRestClientRequestContext()
                .getVertxClientResponse();
        if (response == null) {
            return;
        }
        HttpConnection connection = response.request().connection();
        if (answer.getStatus() == OK) {
            answer.setEntityStream(new Body(answer.getEntityStream(), connection));
        } else {
            connection.close();
        }
    }

    private static final class Body extends FilterInputStream {
        private final HttpConnection connection;

        Body(InputStream in, HttpConnection connection) {
            super(in);
            this.connection = connection;
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
