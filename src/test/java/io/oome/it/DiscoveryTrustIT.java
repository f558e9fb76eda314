package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fault 22: whom another user of the container can make us believe. Root's runs by hand, with no option at all. */
@Timeout(120)
class DiscoveryTrustIT {

    private static final int NOBODY = 65534;
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Below /tmp, as whatever an unprivileged user can make. */
    @TempDir
    Path folder;

    @BeforeEach
    void give_nobody_a_folder_where_no_supervisord_runs() throws Exception {
        assumeThat(Files.getAttribute(folder, "unix:uid"))
                .as("only root can become nobody")
                .isEqualTo(0);
        assumeThat(supervisords())
                .as("supervisords of root's on this machine, which would be found")
                .isEmpty();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Test
    void should_find_the_real_supervisord_beside_a_fake_one_and_never_open_its_fifo() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("setpriv", "--reuid=" + NOBODY, "--clear-groups", "mkfifo", fifo.toString())
                        .start()
                        .waitFor())
                .isZero();
        SupervisordConfig config =
                RealSupervisord.configured().withoutUnixServer().inetServer();
        config.credentials("u", "secret").program("web", Programs.sleeper());
        Files.setPosixFilePermissions(config.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
        try (RealSupervisord supervisord = config.start();
                Launched fake = asNobody("exec -a supervisord sleep 1000 -c " + fifo)) {
            supervisord.awaitState("web", "RUNNING", SOON);
            Eventually.within(SOON, () -> cmdline(fake.pid()).startsWith("supervisord"), () -> "no fake supervisord");
            Launcher.Result result = Launcher.run(SOON, Map.of(), folder, "oome_monitor", "--dry", "all");
            assertThat(result.out()).as(result.err()).containsPattern("web +RUNNING");
        }
    }

    @Test
    void should_not_read_a_configuration_file_planted_in_the_working_directory() throws Exception {
        Path server = folder.resolve("squatted.sock");
        Files.writeString(
                folder.resolve("supervisord.conf"),
                "[unix_http_server]\nfile=" + server + "\nusername=u\npassword=%(ENV_SECRET)s\n");
        Files.setAttribute(folder.resolve("supervisord.conf"), "unix:uid", NOBODY);
        try (Squatter squatter = new Squatter(server)) {
            Launcher.Result result =
                    Launcher.run(SOON, Map.of("SECRET", "s3cret"), folder, "oome_monitor", "--dry", "all");
            assertThat(squatter.heard()).isEmpty();
            assertThat(result.exit()).as(result.err()).isEqualTo(3);
        }
    }

    @Test
    void should_not_talk_to_a_squatted_socket_of_a_file_that_it_believes() throws Exception {
        Path server = folder.resolve("squatted.sock");
        Path cwd = Files.createTempDirectory(Path.of("/var/lib"), "oome");
        Path conf = cwd.resolve("supervisord.conf");
        try (Squatter squatter = new Squatter(server)) {
            Files.writeString(conf, "[unix_http_server]\nfile=" + server + "\nusername=u\npassword=s3cret\n");
            Launcher.Result result = Launcher.run(SOON, Map.of(), cwd, "oome_monitor", "--dry", "all");
            assertThat(squatter.heard()).isEmpty();
            assertThat(result.exit()).isEqualTo(3);
            assertThat(result.err())
                    .contains("somebody else than supervisord may listen at unix://" + server
                            + ", for others may write " + folder + " (mode 777)");
        } finally {
            Files.deleteIfExists(conf);
            Files.delete(cwd);
        }
    }

    @Test
    void should_not_send_supervisords_password_where_the_environment_points() throws Exception {
        SupervisordConfig config =
                RealSupervisord.configured().withoutUnixServer().inetServer();
        config.credentials("u", "secret");
        try (RealSupervisord supervisord = config.start();
                Squatter squatter = new Squatter(folder.resolve("other.sock"))) {
            assertThat(supervisord.pidOfSupervisord()).isPositive();
            Launcher.Result result = Launcher.run(
                    SOON,
                    Map.of("SUPERVISOR_SERVER_URL", "unix://" + folder.resolve("other.sock")),
                    folder,
                    "oome_monitor",
                    "--once",
                    "--dry",
                    "all");
            assertThat(result.exit()).isEqualTo(3);
            assertThat(squatter.heard())
                    .as(result.err())
                    .anyMatch(it -> it.startsWith("POST /RPC2"))
                    .noneMatch(it -> it.toLowerCase().contains("authorization"));
        }
    }

    /** Nobody's own server, which hears what it is sent and answers 401. */
    private static final class Squatter implements AutoCloseable {

        private static final String PROGRAM =
                """
                import socket, sys
                s = socket.socket(socket.AF_UNIX)
                s.bind(sys.argv[1])
                s.listen()
                print("listening", flush=True)
                while True:
                    c, _ = s.accept()
                    print(c.recv(65536).decode(), flush=True)
                    c.sendall(b"HTTP/1.0 401 Unauthorized\\r\\n\\r\\n")
                    c.close()
                """;

        private final Launched server;

        Squatter(Path socket) {
            server = asNobody("exec python3 -c '" + PROGRAM + "' " + socket);
            server.awaitOut("listening", SOON);
        }

        List<String> heard() {
            return server.out().lines().filter(it -> !it.equals("listening")).toList();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private static Launched asNobody(String script) {
        return Launcher.startCommand(
                Map.of(),
                Path.of("/"),
                List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "bash", "-c", script));
    }

    private static String cmdline(long pid) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
    }

    private static List<Long> supervisords() throws Exception {
        Process pgrep = new ProcessBuilder("pgrep", "-u", "0", "-f", "supervisord( |$)").start();
        List<Long> pids = new ArrayList<>();
        try (var lines = pgrep.inputReader()) {
            lines.lines()
                    .map(Long::valueOf)
                    .filter(DiscoveryTrustIT::isSupervisord)
                    .forEach(pids::add);
        }
        pgrep.waitFor(5, TimeUnit.SECONDS);
        return pids;
    }

    private static boolean isSupervisord(long pid) {
        try {
            String[] arguments = cmdline(pid).split("\0");
            return arguments[0].endsWith("supervisord")
                    || (arguments.length > 1 && arguments[1].endsWith("supervisord"));
        } catch (IOException e) {
            return false;
        }
    }
}
