package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of {@code --http} do not take the last file descriptors: a restart needs some. */
@Tag("thorough")
@Timeout(180)
class HttpDescriptorsIT {

    private static final Pattern LISTENS = Pattern.compile("metrics at http://127.0.0.1:(\\d+)/metrics");

    /** A connection is closed after 5 s. */
    private static final Duration BEFORE_ANY_CLOSES = Duration.ofSeconds(4);

    private static final int SPARE = 34;

    @Test
    void should_restart_at_once_while_clients_hold_all_connections() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        config.program("web", Programs.sleeper(), "environment=OOME_FILE=\"" + flag + "\"");
        List<Socket> clients = new ArrayList<>();
        try (RealSupervisord supervisord = config.start();
                TickedListener listener = limited(supervisord, descriptors(supervisord) + SPARE)) {
            int port = port(listener.launched());
            supervisord.awaitState("web", "RUNNING", ByHand.SOON);
            listener.tick();
            for (int i = 0; i < SPARE; i++) {
                Socket client = new Socket("127.0.0.1", port);
                clients.add(client);
                client.getOutputStream().write("GET /m".getBytes(StandardCharsets.US_ASCII));
            }
            Files.createFile(flag);
            listener.launched().awaitErr(" web restarted: ", BEFORE_ANY_CLOSES);
            assertThat(listener.launched().err()).doesNotContain("Too many open files");
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    /** How many a listener has open that nothing has happened to. */
    private static long descriptors(RealSupervisord supervisord) throws IOException {
        try (TickedListener listener = TickedListener.ready(supervisord, "all", "--listen", "--http", "0")) {
            port(listener.launched());
            try (Stream<Path> open =
                    Files.list(Path.of("/proc/" + listener.launched().pid() + "/fd"))) {
                return open.count();
            }
        }
    }

    private static TickedListener limited(RealSupervisord supervisord, long files) {
        List<String> command = List.of(
                "prlimit",
                "--nofile=" + files,
                Launcher.program("oome_monitor").toString(),
                "--server-url",
                supervisord.serverUrl(),
                "--listen",
                "--http",
                "0",
                "all");
        return TickedListener.ready(
                Launcher.startCommand(ByHand.environment(supervisord), supervisord.folder(), command));
    }

    private static int port(Launched launched) {
        launched.awaitErr(LISTENS.pattern(), ByHand.SOON);
        Matcher said = LISTENS.matcher(launched.err());
        assertThat(said.find()).isTrue();
        return Integer.parseInt(said.group(1));
    }
}
