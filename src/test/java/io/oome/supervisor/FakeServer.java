package io.oome.supervisor;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives every request the same answer, on a unix socket or loopback: for faults that a real supervisord does not show.
 */
final class FakeServer implements Closeable {

    /** Writes the answer. */
    interface Answer {
        void write(OutputStream out) throws Exception;

        /** Whether to close the connection afterwards; otherwise the client must. */
        default boolean hangsUp() {
            return true;
        }
    }

    /** Begins an answer, then falls silent. */
    record SilentAfter(String beginning) implements Answer {
        @Override
        public void write(OutputStream out) throws IOException {
            out.write(beginning.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean hangsUp() {
            return false;
        }
    }

    private final ServerSocketChannel listener;
    private final ServerUrl url;
    private volatile Answer answer;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    private FakeServer(ServerSocketChannel listener, ServerUrl url, Answer answer) {
        this.listener = listener;
        this.url = url;
        this.answer = answer;
    }

    static FakeServer start(SocketFamily family, Path folder, Answer answer) throws IOException {
        ServerSocketChannel listener = listen(family, folder, 0);
        FakeServer server = new FakeServer(listener, url(listener.getLocalAddress()), answer);
        server.run(server::accept);
        return server;
    }

    static FakeServer start(SocketFamily family, Path folder, String answer) throws IOException {
        return start(family, folder, out -> out.write(answer.getBytes(StandardCharsets.UTF_8)));
    }

    /** A socket that listens but never accepts, like that of a stopped supervisord. */
    static ServerSocketChannel listen(SocketFamily family, Path folder, int backlog) throws IOException {
        if (family == SocketFamily.UNIX) {
            return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    .bind(UnixDomainSocketAddress.of(folder.resolve("server.sock")), backlog);
        }
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), backlog);
    }

    static ServerUrl url(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? ServerUrl.parse("http://127.0.0.1:" + inet.getPort())
                : ServerUrl.parse("unix://" + address);
    }

    /** Sets the answer from the next request on. */
    void answer(String next) {
        answer = out -> out.write(next.getBytes(StandardCharsets.UTF_8));
    }

    ServerUrl url() {
        return url;
    }

    /** The requests, each with head and body. */
    List<String> requests() {
        return requests;
    }

    private void run(Runnable task) {
        Thread thread = new Thread(task, "fake server");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = listener.accept();
                run(() -> serve(connection));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    /** The number of connections that the client has not closed; a writing thread notices at its next byte. */
    int open() {
        return open.get();
    }

    private void serve(SocketChannel connection) {
        open.incrementAndGet();
        try (connection) {
            requests.add(request(Channels.newInputStream(connection)));
            answer.write(Channels.newOutputStream(connection));
            while (!answer.hangsUp() && connection.read(ByteBuffer.allocate(1)) >= 0) {}
        } catch (Exception e) {
            // The client went away, or the test is over.
        } finally {
            open.decrementAndGet();
        }
    }

    private static String request(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String request = "";
        while (!isWhole(request)) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("cut off: " + request);
            }
            bytes.write(next);
            request = bytes.toString(StandardCharsets.ISO_8859_1);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static boolean isWhole(String request) {
        int head = request.indexOf("\r\n\r\n");
        if (head < 0) {
            return false;
        }
        int length = request.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .map(line ->
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
        return request.length() >= head + 4 + length;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.forEach(Thread::interrupt);
    }
}
