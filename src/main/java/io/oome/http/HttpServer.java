package io.oome.http;

import io.oome.notify.Printable;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Serves a page or two to scrapers and probes, beside processes that may be hostile. One thread serves all connections and
 * waits for none: a slow client delays nobody. At most {@value #MOST} connections at a time, fewer where
 * file descriptors are scarce, of which the oldest gives way;
 * {@link #LIMIT} for each, one request of bounded length in each, and a pause in every round, so that no flood of requests
 * takes the processor from a scan. The JDK's own server reads a request on a thread that a slow client holds.
 */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(HttpServer.class);

    private static final int MOST = 32;

    /** File descriptors that connections leave to scans, restarts, mails and hooks. */
    private static final int RESERVED = 32;

    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** At {@link #ACCEPTED_AT_A_TIME} in a round, 1,600 connections a second at most. */
    private static final long PAUSE_MILLIS = 5;

    private static final int ACCEPTED_AT_A_TIME = 8;

    /** Connections that the kernel queues; a client that it refuses retries a second later. */
    private static final int BACKLOG = 256;

    /** A previous monitor may still hold the port, until its restarts are over. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final HttpAddress address;
    private final Function<Request, Answer> pages;
    private final int most = (int) Math.max(1, Math.min(MOST, OpenFiles.left() - RESERVED));
    private final Thread thread = new Thread(this::run, "http");

    /** The oldest first. */
    private final Deque<Connection> connections = new ArrayDeque<>();

    private String problem = "";

    /**
     * @param pages asked on this server's thread
     */
    public HttpServer(HttpAddress address, Function<Request, Answer> pages) {
        this.address = address;
        this.pages = pages;
        thread.setDaemon(true);
    }

    /** Returns at once; an address that does not work is logged and retried. */
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                serve();
                Thread.sleep(RETRY.toMillis());
            }
        } catch (InterruptedException e) {
            LOG.debug("HTTP server interrupted");
        }
    }

    /** Returns when it can't listen there, or no longer. */
    private void serve() throws InterruptedException {
        try (Selector selector = Selector.open();
                ServerSocketChannel server = open()) {
            server.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
            while (!Thread.currentThread().isInterrupted()) {
                round(selector, server);
            }
        } catch (IOException e) {
            say(reason(e));
        } catch (RuntimeException e) {
            LOG.debug("", e);
            say("internal error: " + e);
        } finally {
            connections.forEach(Connection::close);
            connections.clear();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private ServerSocketChannel open() throws IOException {
        InetSocketAddress where = address.resolve();
        if (where.isUnresolved()) {
            throw new IOException("unknown host: give an address of this machine");
        }
        ServerSocketChannel server = openFor(where);
        try {
            server.bind(where, BACKLOG);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        problem = "";
        LOG.infof(
                "metrics at http://%s/metrics", address.withPort(server.socket().getLocalPort()));
        return server;
    }

    /** An IPv6 socket for 0.0.0.0 would take IPv6 connections as well. */
    private static ServerSocketChannel openFor(InetSocketAddress where) throws IOException {
        boolean isIpv4 = where.getAddress() instanceof Inet4Address;
        try {
            return ServerSocketChannel.open(isIpv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        } catch (UnsupportedOperationException e) {
            throw new IOException("no IPv6 here (a static executable has none): give an IPv4 address", e);
        }
    }

    private static String reason(IOException e) {
        if (!(e instanceof BindException)) {
            return String.valueOf(e.getMessage());
        }
        return String.valueOf(e.getMessage()).contains("in use")
                ? e.getMessage() + ": give --http another port, or end the program that has this one"
                : e.getMessage() + ": give --http an address of this machine, or another port";
    }

    private void say(String reason) {
        if (!reason.equals(problem)) {
            LOG.errorf(
                    "--http %s: %s; no metrics for now; retrying every %d s",
                    address, Printable.line(reason), RETRY.toSeconds());
        }
        problem = reason;
    }

    private void round(Selector selector, ServerSocketChannel server) throws IOException, InterruptedException {
        selector.select(untilTheOldestIsOverdue());
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.attachment() instanceof Connection connection) {
                connection.advance(key);
            } else {
                accept(server, selector);
            }
        }
        selector.selectedKeys().clear();
        closeOverdue();
        Thread.sleep(PAUSE_MILLIS);
    }

    /** In milliseconds; 0, which is for ever, without any connection. */
    private long untilTheOldestIsOverdue() {
        Connection oldest = connections.peek();
        return oldest == null
                ? 0
                : Math.max(1, (LIMIT.toNanos() - oldest.age(System.nanoTime())) / NANOS_PER_MILLI + 1);
    }

    private void accept(ServerSocketChannel server, Selector selector) throws IOException {
        for (int i = 0; i < ACCEPTED_AT_A_TIME; i++) {
            SocketChannel client = next(server);
            if (client == null) {
                return;
            }
            client.configureBlocking(false);
            Connection connection = new Connection(client, pages, System.nanoTime());
            client.register(selector, SelectionKey.OP_READ, connection);
            connections.add(connection);
            if (connections.size() > most) {
                connections.remove().close();
            }
        }
    }

    /** Without a free file descriptor the oldest connection gives way, too. */
    private SocketChannel next(ServerSocketChannel server) throws IOException {
        try {
            return server.accept();
        } catch (IOException e) {
            if (!server.isOpen()) {
                throw e;
            }
            LOG.debugf("HTTP: %s", e.getMessage());
            if (!connections.isEmpty()) {
                connections.remove().close();
            }
            return null;
        }
    }

    private void closeOverdue() {
        long now = System.nanoTime();
        for (Iterator<Connection> each = connections.iterator(); each.hasNext(); ) {
            Connection connection = each.next();
            boolean isOver = !connection.isOpen();
            if (!isOver && connection.age(now) > LIMIT.toNanos()) {
                connection.close();
                isOver = true;
            }
            if (isOver) {
                each.remove();
            }
        }
    }
}
