package io.oome.supervisor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code unix://}: HTTP over supervisord's socket. Quarkus' REST client has no setting for a unix socket in 3.32.
 * The request is HTTP/1.0, so that the answer is never chunked and ends where the server closes the connection.
 */
final class UnixTransport implements Transport {

    private final Server server;
    private final Duration timeout;
    private final Path socket;

    UnixTransport(Server server, Duration timeout) {
        this.server = server;
        this.timeout = timeout;
        this.socket = Path.of(server.url().address());
    }

    @Override
    public byte[] post(byte[] body) {
        HttpResponse response = exchange(body);
        return switch (response.status()) {
            case 200 -> response.body();
            case 401 -> throw SupervisorUnreachable.unauthorized(server);
            case HttpResponse.NOT_HTTP -> throw SupervisorUnreachable.notXmlRpc(server.url(), null);
            default -> throw SupervisorUnreachable.unexpectedStatus(server.url(), response.status());
        };
    }

    private HttpResponse exchange(byte[] body) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(socket));
            SelectionKey key = channel.register(selector, 0);
            long deadline = System.nanoTime() + timeout.toNanos();
            write(channel, key, request(body), deadline);
            return HttpResponse.parse(readToEnd(channel, key, deadline));
        } catch (SocketTimeoutException e) {
            throw SupervisorUnreachable.timeout(server.url(), e);
        } catch (SocketException e) {
            throw notConnected(e);
        } catch (IOException e) {
            throw SupervisorUnreachable.broken(server.url(), e);
        }
    }

    /** The JDK gives one exception for all of connect(2)'s errors; what is at the path tells them apart. */
    private SupervisorUnreachable notConnected(SocketException e) {
        boolean denied = String.valueOf(e.getMessage()).contains("Permission denied");
        if (denied) {
            return SupervisorUnreachable.noPermission(server.url(), e);
        }
        boolean nobodyAccepts = String.valueOf(e.getMessage()).contains("temporarily unavailable");
        if (nobodyAccepts) {
            return SupervisorUnreachable.timeout(server.url(), e);
        }
        if (Files.notExists(socket)) {
            return SupervisorUnreachable.noSuchSocket(server.url(), e);
        }
        return e instanceof ConnectException
                ? SupervisorUnreachable.refused(server.url(), e)
                : SupervisorUnreachable.broken(server.url(), e);
    }

    private ByteBuffer request(byte[] body) {
        StringBuilder head = new StringBuilder(200)
                .append("POST /RPC2 HTTP/1.0\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: ")
                .append(body.length)
                .append("\r\n");
        server.credentials()
                .ifPresent(
                        it -> head.append("Authorization: ").append(it.basic()).append("\r\n"));
        byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(bytes.length + body.length)
                .put(bytes)
                .put(body)
                .flip();
    }

    private static void write(SocketChannel channel, SelectionKey key, ByteBuffer request, long deadline)
            throws IOException {
        while (channel.write(request) >= 0 && request.hasRemaining()) {
            await(key, SelectionKey.OP_WRITE, deadline);
        }
    }

    private static byte[] readToEnd(SocketChannel channel, SelectionKey key, long deadline) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream(16 * 1024);
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        int count;
        while ((count = channel.read(buffer)) >= 0) {
            if (count == 0) {
                await(key, SelectionKey.OP_READ, deadline);
                continue;
            }
            all.write(buffer.array(), 0, count);
            buffer.clear();
        }
        return all.toByteArray();
    }

    private static void await(SelectionKey key, int operation, long deadline) throws IOException {
        key.interestOps(operation);
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0 || key.selector().select(millis) == 0) {
            throw new SocketTimeoutException();
        }
        key.selector().selectedKeys().clear();
    }
}
