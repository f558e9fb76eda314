package io.oome.supervisor;

import io.oome.supervisor.BoundedInputStream.AnswerTooLarge;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code unix://}: HTTP over supervisord's socket. Quarkus' REST client has no setting for a unix socket in 3.32.
 * Sends HTTP/1.0, so that the answer is never chunked and ends where the server closes the connection.
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
    public <T> T post(byte[] request, Answer<T> answer) throws MalformedXml {
        ByteBuffer bytes = withHead(request);
        try (UnixConnection connection = new UnixConnection(socket, timeout)) {
            connection.write(bytes);
            HttpResponse response = HttpResponse.read(connection);
            return switch (response.status()) {
                case 200 -> answer.read(new BoundedInputStream(response.body()));
                case 401 -> throw server.refusal();
                case HttpResponse.NOT_HTTP -> throw SupervisorUnreachable.notXmlRpc(server.url(), null);
                default -> throw SupervisorUnreachable.unexpectedStatus(server.url(), response.status());
            };
        } catch (AnswerTooLarge e) {
            throw SupervisorUnreachable.tooLarge(server.url(), e);
        } catch (SocketTimeoutException e) {
            throw SupervisorUnreachable.timeout(server.url(), e);
        } catch (SocketException e) {
            throw notConnected(e);
        } catch (IOException e) {
            throw SupervisorUnreachable.broken(server.url(), e);
        }
    }

    /** The JDK throws one exception for all of connect(2)'s errors; the message and the path tell them apart. */
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

    private ByteBuffer withHead(byte[] body) {
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
}
