package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fault 22: what another user of the container can make the monitor believe. Root runs it by hand, without any option.
 */
@Tag("thorough")
@Timeout(120)
class DiscoveryTrustIT {

    private static final int NOBODY = 65534;
    private static final String AS_NOBODY = "setpriv --reuid=" + NOBODY + " --regid=" + NOBODY + " --clear-groups ";
    private static final Duration SOON = Duration.ofSeconds(30);

    /** A directory that anybody can write to. */
    @TempDir
    Path folder;

    @TempDir
    Path home;

    @BeforeEach
    void create_a_folder_for_others() throws Exception {
        assumeThat(Files.getAttribute(folder, "unix:uid"))
                .as("only root can become nobody")
                .isEqualTo(0);
        assumeThat(alone(Map.of(), folder, "true").exit())
                .as("a PID namespace of its own, so that no other supervisord is found")
                .isZero();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Test
    void should_find_the_real_supervisord_beside_a_fake_one_and_never_open_its_fifo() throws Exception {
        Path fifo = folder.resolve("fifo");
        Launcher.Result result = besideSupervisord(
                Map.of(),
                AS_NOBODY + "mkfifo " + fifo,
                AS_NOBODY + "bash -c 'exec -a supervisord sleep 1000 -c " + fifo + "' &",
                "until pgrep -x sleep >/dev/null; do sleep 0.1; done",
                Launcher.program("oome_monitor") + " --dry all");
        assertThat(result.out()).as(result.err()).containsPattern("(?m)^web +RUNNING");
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
                    alone(Map.of("SECRET", "s3cret"), folder, Launcher.program("oome_monitor") + " --dry all");
            assertThat(squatter.heard()).isEmpty();
            assertThat(result.exit()).as(result.err()).isEqualTo(3);
        }
    }

    @Test
    void should_not_connect_to_a_squatted_socket_of_a_trusted_file() throws Exception {
        Path server = folder.resolve("squatted.sock");
        Path conf = home.resolve("supervisord.conf");
        try (Squatter squatter = new Squatter(server)) {
            Files.writeString(conf, "[unix_http_server]\nfile=" + server + "\nusername=u\npassword=s3cret\n");
            Launcher.Result result = alone(Map.of(), home, Launcher.program("oome_monitor") + " --dry all");
            assertThat(squatter.heard()).isEmpty();
            assertThat(result.exit()).isEqualTo(3);
            assertThat(result.err())
                    .contains("not trusting unix://" + server + ": others may write " + folder + " (mode 777)");
        }
    }

    @Test
    void should_not_send_the_password_to_a_server_from_the_environment() throws Exception {
        Path server = folder.resolve("other.sock");
        try (Squatter squatter = new Squatter(server)) {
            Launcher.Result result = besideSupervisord(
                    Map.of("SUPERVISOR_SERVER_URL", "unix://" + server),
                    Launcher.program("oome_monitor") + " --once --dry all");
            assertThat(result.exit()).isEqualTo(3);
            assertThat(squatter.heard())
                    .as(result.err())
                    .anyMatch(it -> it.startsWith("POST /RPC2"))
                    .noneMatch(it -> it.toLowerCase(Locale.ROOT).contains("authorization"));
        }
    }

    /** Next to a supervisord of root, with a password and a running process {@code web}. */
    private Launcher.Result besideSupervisord(Map<String, String> env, String... script) throws IOException {
        Path conf = home.resolve("supervisord.conf");
        Files.writeString(
                conf,
                """
                [supervisord]
                nodaemon=true
                logfile=/dev/null
                logfile_maxbytes=0
                pidfile=%(here)s/pid
                [unix_http_server]
                file=%(here)s/s.sock
                username=u
                password=s3cret
                [rpcinterface:supervisor]
                supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
                [supervisorctl]
                serverurl=unix://%(here)s/s.sock
                username=u
                password=s3cret
                [program:web]
                command=sleep 1000d
                """);
        String start = "supervisord -c " + conf + " >/dev/null 2>&1 &\n" + "until supervisorctl -c " + conf
                + " status web | grep -q RUNNING; do sleep 0.1; done\n";
        return alone(env, folder, start + String.join("\n", script));
    }

    /** A shell in a PID namespace of its own; everything in it ends with it. */
    private static Launcher.Result alone(Map<String, String> env, Path cwd, String script) {
        return Launcher.runCommand(
                SOON,
                env,
                cwd,
                List.of(
                        "unshare",
                        "--pid",
                        "--fork",
                        "--mount-proc",
                        "--kill-child",
                        "bash",
                        "-c",
                        script + "\nexit $?"));
    }

    /** A server of user nobody, which records what it receives and answers 401. */
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
            server = Launcher.startCommand(
                    Map.of("PATH", "/usr/bin:/bin"), // which the user nobody can read, too
                    Path.of("/"),
                    List.of("bash", "-c", "exec " + AS_NOBODY + "python3 -c '" + PROGRAM + "' " + socket));
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
}
