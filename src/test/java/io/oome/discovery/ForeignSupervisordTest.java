package io.oome.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.proc.FakeProc;
import io.oome.supervisor.Credentials;
import io.oome.supervisor.ServerUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A supervisord in another container of the pod: its paths are those of its own file system. */
class ForeignSupervisordTest {

    private static final int PID = 7;

    @RegisterExtension
    final FakeProc fake = new FakeProc();

    private final Path theirRoot = fake.folder().resolve("their root");

    @BeforeEach
    void run_a_supervisord_with_another_root() throws IOException {
        Files.createDirectories(theirRoot);
        fake.process(PID)
                .cmdline("/usr/bin/python3", "/usr/bin/supervisord", "-c", "/etc/supervisord.conf")
                .environ("DIR=/var/run")
                .cwd("/app")
                .root(theirRoot)
                .mountNamespace(2);
    }

    @Test
    void should_find_the_socket_of_the_unix_server() throws Exception {
        write("etc/supervisord.conf", "[unix_http_server]\nfile=/run/s.sock\n");
        assertThat(url()).isEqualTo("unix://" + through("run/s.sock"));
    }

    @Test
    void should_find_the_socket_of_supervisorctl() throws Exception {
        write("etc/supervisord.conf", "[unix_http_server]\nfile=x\n[supervisorctl]\nserverurl=unix:///run/s.sock\n");
        assertThat(url()).isEqualTo("unix://" + through("run/s.sock"));
    }

    @Test
    void should_follow_absolute_links_in_the_other_file_system() throws Exception {
        write("run/s.sock", "");
        link("var/run", "/run");
        write("opt/supervisor/main.conf", "[include]\nfiles=%(here)s/conf.d/*.conf\n");
        link("etc/supervisord.conf", "/opt/supervisor/main.conf");
        write("opt/supervisor/shared.conf", "[unix_http_server]\nfile=%(ENV_DIR)s/s.sock\nusername=a\npassword=b\n");
        link("etc/conf.d/server.conf", "/opt/supervisor/shared.conf");
        assertThat(url()).isEqualTo("unix://" + through("run/s.sock"));
        assertThat(conf().servers()
                        .credentials(ServerUrl.unix(through("run/s.sock").toString())))
                .hasValue(new Credentials("a", "b"));
    }

    @Test
    void should_resolve_relative_paths_against_supervisords_cwd() throws Exception {
        write("etc/supervisord.conf", "[unix_http_server]\nfile=run/s.sock\n");
        assertThat(url()).isEqualTo("unix://" + through("app/run/s.sock"));
    }

    @Test
    void should_show_the_file_by_supervisords_path() throws Exception {
        write("etc/supervisord.conf", "");
        assertThat(conf().file()).isEqualTo(Path.of("/etc/supervisord.conf"));
    }

    @Test
    void should_keep_an_inet_server_because_loopback_is_shared() throws Exception {
        write("etc/supervisord.conf", "[inet_http_server]\nport=*:9001\n");
        assertThat(url()).isEqualTo("http://127.0.0.1:9001");
    }

    private String url() throws IOException {
        return conf().servers().url().orElseThrow().toString();
    }

    private SupervisordConf conf() throws IOException {
        Optional<RunningSupervisord> supervisord = RunningSupervisord.at(fake.proc(), PID);
        return supervisord.orElseThrow().conf(fake.proc(), TrustOfOurs.get(), Map.of());
    }

    private Path through(String path) {
        return fake.root().resolve(PID + "/root").resolve(path);
    }

    private void write(String name, String text) throws IOException {
        Path file = theirRoot.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void link(String name, String target) throws IOException {
        Path link = theirRoot.resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
    }
}
