package io.oome.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.netty.channel.Channel;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.future.PromiseInternal;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import org.jboss.resteasy.reactive.client.impl.RestClientRequestContext;

/**
 * supervisord speaks HTTP/1 and answers in XML, and only the REST client asks it. Without Vert.x' HTTP/2 the executable
 * is 0.8 MB smaller, without answers of many parts and the JDK's own HTTP client 0.3 MB each.
 */
final class Http1Only {

    private static final String REASON = "this executable speaks HTTP/1 by Vert.x only";

    private Http1Only() {}

    @TargetClass(className = "io.vertx.core.http.impl.HttpChannelConnector")
    static final class NoHttp2 {
        @Substitute
        @SuppressWarnings("unused")
        private void http2Connected(
                ContextInternal context,
                Object metric,
                Channel channel,
                PromiseInternal<HttpClientConnection> promise) {
            promise.tryFail(new UnsupportedOperationException(REASON));
        }
    }

    @TargetClass(className = "io.vertx.core.http.impl.Http2UpgradeClientConnection")
    static final class NoUpgrade {
        @Substitute
        @SuppressWarnings("unused")
        public void createStream(ContextInternal context, Handler<AsyncResult<HttpClientStream>> handler) {
            handler.handle(Future.failedFuture(new UnsupportedOperationException(REASON)));
        }
    }

    @TargetClass(className = "org.jboss.resteasy.reactive.client.handlers.ClientSendRequestHandler")
    static final class NoMultipart {
        @Substitute
        @SuppressWarnings("unused")
        private boolean isResponseMultipart(RestClientRequestContext context) {
            return false;
        }
    }

    /** Handles {@code new URL("http://…")}, which the REST client needs, but opens no connection. */
    @TargetClass(className = "sun.net.www.protocol.http.Handler")
    static final class NoUrlConnection {
        @Substitute
        @SuppressWarnings("unused")
        protected URLConnection openConnection(URL url, Proxy proxy) {
            throw new UnsupportedOperationException(REASON);
        }
    }

    @TargetClass(className = "sun.net.www.protocol.https.Handler")
    static final class NoHttpsUrlConnection {
        @Substitute
        @SuppressWarnings("unused")
        protected URLConnection openConnection(URL url, Proxy proxy) {
            throw new UnsupportedOperationException(REASON);
        }
    }
}
