package io.oome.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.oome.discovery.SupervisordConf.Program;
import io.oome.proc.MountView;
import io.oome.supervisor.Credentials;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ServerUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SupervisordConfTest {

    private static final Path SUPERVISORDS_CWD = Path.of("/srv");
    private static final Map<String, String> ENV = Map.of("PORT", "9002", "PASS", "50%off", "EMPTY", "");

    private static final ConfFiles FILES = new ConfFiles(MountView.OURS, TrustOfOurs.get());
    private static final ServerUrl UNIX = ServerUrl.unix("/run/s.sock");
    private static final ServerUrl INET = ServerUrl.parse("http://127.0.0.1:9001");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "9001, http://127.0.0.1:9001",
        "*:9001, http://127.0.0.1:9001",
        ":9001, http://127.0.0.1:9001",
        "0.0.0.0:9001, http://127.0.0.1:9001",
        "127.0.0.1:9001, http://127.0.0.1:9001",
        "localhost:9001, http://localhost:9001",
        "10.0.0.7:9001, http://10.0.0.7:9001",
        "*:%(ENV_PORT)s, http://127.0.0.1:9002",
        "%(ENV_PORT)s, http://127.0.0.1:9002",
    })
    void should_find_the_inet_server(String port, String url) throws Exception {
        assertThat(url("[inet_http_server]\nport=" + port)).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "/run/supervisor.sock, unix:///run/supervisor.sock",
        "run/supervisor.sock, unix:///srv/run/supervisor.sock",
        "%(here)s/supervisor.sock, unix://HERE/supervisor.sock",
        "/run/%(ENV_PORT)s.sock, unix:///run/9002.sock",
        "/run/100%%.sock, unix:///run/100%.sock",
        "/run/%%(ENV_PORT)s.sock, unix:///run/%(ENV_PORT)s.sock",
        "/run/%(ENV_UNKNOWN)s.sock, unix:///run/%(ENV_UNKNOWN)s.sock",
        "/run/%(program_name)s.sock, unix:///run/%(program_name)s.sock",
    })
    void should_find_the_unix_server(String file, String url) throws Exception {
        assertThat(url("[unix_http_server]\nfile=" + file)).isEqualTo(url.replace("HERE", folder.toString()));
    }

    @Test
    void should_prefer_supervisorctls_serverurl_then_unix_then_inet() throws Exception {
        String inet = "[inet_http_server]\nport=9001\n";
        String unix = "[unix_http_server]\nfile=/run/s.sock\n";
        String ctl = "[supervisorctl]\nserverurl=http://web:9003\n";
        assertThat(url(inet + unix + ctl)).isEqualTo("http://web:9003");
        assertThat(url(inet + unix + "[supervisorctl]\nprompt=x\n")).isEqualTo("unix:///run/s.sock");
        assertThat(url(inet + unix + "[supervisorctl]\nserverurl=\n")).isEqualTo("unix:///run/s.sock");
        assertThat(url(inet)).isEqualTo("http://127.0.0.1:9001");
        assertThat(read("[supervisord]\n").servers().url()).isEmpty();
    }

    @Test
    void should_expand_variables_that_supervisord_sets_for_its_children() throws Exception {
        assertThat(url("[supervisord]\nenvironment=A=\"x, y\",PORT=\"9004\" , B='it', C=/run:1\n"
                        + "[inet_http_server]\nport=%(ENV_PORT)s\n"))
                .isEqualTo("http://127.0.0.1:9004");
        assertThat(url("[supervisord]\nenvironment=A=\"x, y\",B='it',C=/run\n"
                        + "[unix_http_server]\nfile=%(ENV_C)s/%(ENV_A)s %(ENV_B)s\n"))
                .isEqualTo("unix:///run/x, y it");
    }

    @Test
    void should_name_a_malformed_server_url() throws Exception {
        SupervisordConf conf = read("[supervisorctl]\nserverurl=https://web\n");
        assertThatIllegalArgumentException().isThrownBy(conf.servers()::url).withMessageContaining("https://web");
    }

    @Test
    void should_find_the_password_of_each_socket_family() throws Exception {
        SupervisordConf conf = read(
                """
                [unix_http_server]
                file=/run/s.sock
                username=unix
                password=%(ENV_PASS)s
                [inet_http_server]
                port=9001
                username=inet
                password=100%%
                """);
        assertThat(conf.servers().credentials(UNIX)).hasValue(new Credentials("unix", "50%off"));
        assertThat(conf.servers().credentials(INET)).hasValue(new Credentials("inet", "100%"));
    }

    @Test
    void should_prefer_supervisorctls_password() throws Exception {
        SupervisordConf conf = read(
                """
                [unix_http_server]
                file=/run/s.sock
                username=unix
                password={SHA}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d
                [inet_http_server]
                port=9001
                [supervisorctl]
                username=ctl
                password=s3cret
                """);
        assertThat(conf.servers().credentials(UNIX)).hasValue(new Credentials("ctl", "s3cret"));
        assertThat(conf.servers().credentials(INET)).hasValue(new Credentials("ctl", "s3cret"));
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "username=bob, ''", "'', password=s3cret", "username=bob, password=%(ENV_EMPTY)s"})
    void should_find_no_password_if_user_or_password_is_missing(String user, String password) throws Exception {
        SupervisordConf conf = read("[unix_http_server]\nfile=/run/s.sock\n" + user + "\n" + password + "\n");
        assertThat(conf.servers().credentials(UNIX)).isEmpty();
    }

    /** Fault 22: supervisord's password went wherever a URL in the environment pointed. */
    @ParameterizedTest
    @CsvSource({
        "unix:///run/s.sock, unix",
        "unix:///tmp/s.sock, ",
        "http://127.0.0.1:9001, inet",
        "http://localhost:9001, inet",
        "http://0.0.0.0:9001, inet",
        "http://[::1]:9001, inet",
        "http://127.0.0.1:9002, ",
        "http://10.0.0.7:9001, ",
        "http://127.0.0.1.example.org:9001, ",
        "http://web:9003, ctl",
    })
    void should_give_a_password_only_for_a_server_that_it_describes(String url, String user) throws Exception {
        String servers = "[unix_http_server]\nfile=/run/s.sock\nusername=unix\npassword=p\n"
                + "[inet_http_server]\nport=*:9001\nusername=inet\npassword=p\n";
        String ctl = "[supervisorctl]\nserverurl=http://web:9003\nusername=ctl\npassword=p\n";
        boolean remote = "ctl".equals(user);
        assertThat(read(remote ? servers + ctl : servers).servers().credentials(ServerUrl.parse(url)))
                .isEqualTo(Optional.ofNullable(user).map(it -> new Credentials(it, "p")));
    }

    @Test
    void should_recognize_its_own_address() throws Exception {
        SupervisordConf conf = read("[inet_http_server]\nport=10.0.0.7:9001\nusername=u\npassword=p\n");
        assertThat(conf.servers().credentials(ServerUrl.parse("http://10.0.0.7:9001")))
                .isPresent();
        assertThat(conf.servers().credentials(INET)).isEmpty();
    }

    @Test
    void should_not_read_a_file_that_others_may_write() throws Exception {
        Path file = Files.writeString(folder.resolve("open.conf"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThatExceptionOfType(ConfFiles.Untrusted.class)
                .isThrownBy(() -> SupervisordConf.read(file, SUPERVISORDS_CWD, FILES, ENV))
                .withMessage("not reading " + file + ": others may write " + file + " (mode 664)");
    }

    @Test
    @Timeout(10)
    void should_not_wait_for_a_fifo_or_read_a_device_or_a_huge_file() throws Exception {
        Path fifo = folder.resolve("fifo");
        new ProcessBuilder("mkfifo", "-m", "600", fifo.toString()).start().waitFor();
        assertThatIOException()
                .isThrownBy(() -> SupervisordConf.read(fifo, SUPERVISORDS_CWD, FILES, ENV))
                .withMessage(fifo + " is not a regular file");
        assertThatIOException()
                .isThrownBy(() -> SupervisordConf.read(Path.of("/dev/zero"), SUPERVISORDS_CWD, FILES, ENV));
        Path huge = Files.write(folder.resolve("huge"), new byte[1024 * 1024 + 1]);
        assertThatIOException()
                .isThrownBy(() -> SupervisordConf.read(huge, SUPERVISORDS_CWD, FILES, ENV))
                .withMessage(huge + " is larger than 1 MB");
    }

    @Test
    void should_tell_event_listeners_from_programs() throws Exception {
        assertThat(read("[program:web]\n[eventlistener:oome_listener]\n[group:eventlistener]\n[eventlistener:b]\n")
                        .eventListenerGroups())
                .containsExactlyInAnyOrder("oome_listener", "b");
    }

    @ParameterizedTest
    @CsvSource({
        "'', true, false",
        "'autorestart=true', true, false",
        "'autorestart=False', false, false",
        "'exitcodes=0,3', false, false",
        "'autorestart=true;exitcodes=0, 3', true, false",
        "'stopasgroup=TRUE', true, true"
    })
    void should_tell_whether_a_program_is_restarted_and_stopped_as_a_group(
            String settings, boolean autorestarts, boolean stopsAsGroup) throws Exception {
        SupervisordConf conf = read("[group:g]\n[program:web]\n" + settings.replace(';', '\n') + "\n");
        Program expected = new Program("program:web", autorestarts, stopsAsGroup);
        assertThat(conf.program(Namespec.parse("web"))).hasValue(expected);
        assertThat(conf.program(Namespec.parse("web:web_01"))).hasValue(expected);
        assertThat(conf.program(Namespec.parse("g:web"))).hasValue(expected);
        assertThat(conf.program(Namespec.parse("other"))).isEmpty();
    }

    @Test
    void should_name_the_missing_file() {
        Path file = folder.resolve("nowhere.conf");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> SupervisordConf.read(file, SUPERVISORDS_CWD, FILES, ENV))
                .satisfies(it -> assertThat(it.getFile()).isEqualTo(file.toString()));
    }

    private String url(String text) throws IOException {
        Optional<ServerUrl> url = read(text).servers().url();
        return url.orElseThrow().toString();
    }

    private SupervisordConf read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("supervisord.conf"), text);
        return SupervisordConf.read(file, SUPERVISORDS_CWD, FILES, ENV);
    }
}
