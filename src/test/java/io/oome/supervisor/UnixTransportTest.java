package io.oome.supervisor;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class UnixTransportTest extends TransportScenarios {

    UnixTransportTest() {
        super(SocketFamily.UNIX);
    }

    @Test
    void should_say_that_there_is_no_such_socket() {
        ServerUrl url = ServerUrl.unix(folder.resolve("nowhere/server.sock").toString());
        assertUnreachable(url)
                .withMessage("no such socket: " + url
                        + ": is supervisord running, and is this its [unix_http_server] file?");
    }

    @Test
    void should_say_that_no_server_listens_on_a_plain_file() throws Exception {
        ServerUrl url = ServerUrl.unix(Files.createFile(folder.resolve("file")).toString());
        assertUnreachable(url)
                .withMessage("connection to " + url + " refused: is supervisord running, and does it listen there?");
    }

    @Test
    void should_say_that_it_may_not_connect_to_the_socket() throws Exception {
        try (ServerSocketChannel listener = FakeServer.listen(SocketFamily.UNIX, folder, 0)) {
            Path socket = Path.of(listener.getLocalAddress().toString());
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("---------"));
            assumeFalse(Files.isWritable(socket), "root may connect to every socket");
            ServerUrl url = FakeServer.url(listener.getLocalAddress());
            assertUnreachable(url)
                    .withMessage("no permission to connect to " + url
                            + ": run as supervisord's user, or set chmod= or chown= in [unix_http_server]");
        }
    }
}
