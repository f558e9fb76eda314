package io.oome.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.oome.discovery.ServerDiscovery.Configured;
import io.oome.proc.FakeProc;
import io.oome.supervisor.Credentials;
import io.oome.supervisor.Server;
import io.oome.supervisor.ServerUrl;
import io.oome.supervisor.SupervisorUnreachable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerDiscoveryTest {

    private static final int SELF = 100;
    private static final Optional<String> NO_OPTION = Optional.empty();
    private static final String SHA = "{SHA}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d";

    @RegisterExtension
    final FakeProc fake = new FakeProc();

    private final Map<String, String> env = new HashMap<>();
    private Configured configured = new Configured(Optional.empty(), Optional.empty(), Optional.empty());

    /** The fifth source, where supervisorctl looks, counts only if no supervisord runs. */
    @ParameterizedTest
    @CsvSource({
        "unix:///o, unix:///e, unix:///c, unix:///f, unix:///o, --server-url",
        ", unix:///e, unix:///c, unix:///f, unix:///e, SUPERVISOR_SERVER_URL",
        ", '', unix:///c, unix:///f, unix:///c, oome-monitor.server-url",
        ", , unix:///c, unix:///f, unix:///c, oome-monitor.server-url",
        ", , , unix:///f, unix:///f, FILE",
        "http://o:1/RPC2, , , unix:///f, http://o:1, --server-url",
        "unix:///o, , , , unix:///o, --server-url",
        ", unix:///e, , , unix:///e, SUPERVISOR_SERVER_URL",
        ", , unix:///c, , unix:///c, oome-monitor.server-url",
    })
    void should_take_the_first_source_with_a_url(
            String option, String environment, String configuration, String inFile, String url, String source)
            throws Exception {
        Path file = runWith(inFile == null ? "" : "[supervisorctl]\nserverurl=" + inFile + "\n");
        if (environment != null) {
            env.put("SUPERVISOR_SERVER_URL", environment);
        }
        configured = new Configured(Optional.ofNullable(configuration), Optional.empty(), Optional.empty());

        Server server = discovery().find(Optional.ofNullable(option));

        assertThat(server.url()).hasToString(url);
        assertThat(server).hasToString(url + " (found by: " + source.replace("FILE", file + " of pid 1") + ")");
        assertThat(server.source()).isEqualTo(source.replace("FILE", file + " of pid 1"));
    }

    @Test
    void should_look_where_supervisorctl_looks_when_no_supervisord_runs() throws Exception {
        Path file = Files.writeString(
                fake.folder().resolve("supervisord.conf"),
                "[unix_http_server]\nfile=s.sock\nusername=%(ENV_USER)s\npassword=s3cret\n");
        env.put("USER", "bob");

        Server server = discovery().find(NO_OPTION);

        assertThat(server.url()).isEqualTo(ServerUrl.unix(socket().toString()));
        assertThat(server.credentials()).hasValue(new Credentials("bob", "s3cret"));
        assertThat(server.source()).isEqualTo(file.toString());
        assertThat(server.hint()).isEmpty();
    }

    @Test
    void should_say_what_to_do_if_it_finds_nothing() {
        for (String place : RunningSupervisord.DEFAULT_CONFS) {
            assumeFalse(Files.exists(fake.folder().resolve(place)), place + " is there");
        }
        assertNoServer("found no supervisord that runs as root or as this user, and no configuration file of one:"
                + " give --server-url");
    }

    @Test
    void should_list_the_supervisords_if_several_run() {
        fake.process(1).cmdline("tini");
        fake.process(7).cmdline("supervisord", "-c", "/a");
        fake.process(8).cmdline("supervisord", "-n");
        assertThatExceptionOfType(SupervisorUnreachable.class)
                .isThrownBy(() -> discovery().find(NO_OPTION))
                .withMessageStartingWith("several supervisords run: ")
                .withMessageContaining("pid 7 (supervisord -c /a)")
                .withMessageContaining("pid 8 (supervisord -n)")
                .withMessageEndingWith(": choose one with --server-url");
    }

    @Test
    void should_find_the_password_in_the_file_wherever_the_url_came_from() throws Exception {
        runWith(
                """
                [unix_http_server]
                file=%s
                username=bob
                password=%(ENV_SECRET)s
                [inet_http_server]
                port=9001
                username=inet
                password=other
                """
                        .replace("%s\n", socket() + "\n"));
        env.put("SUPERVISOR_SERVER_URL", socketUrl());
        assertThat(discovery().find(NO_OPTION).credentials()).hasValue(new Credentials("bob", "theirs"));
        assertThat(discovery().find(Optional.of("http://127.0.0.1:9001")).credentials())
                .hasValue(new Credentials("inet", "other"));
    }

    /** A listener must not search /proc for it before READY. */
    @Test
    void should_look_for_the_password_only_when_asked_for_it() throws Exception {
        env.put("SUPERVISOR_SERVER_URL", socketUrl());
        Server server = discovery().find(NO_OPTION);

        runWith("[unix_http_server]\nfile=" + socket() + "\nusername=bob\npassword=s3cret\n");

        assertThat(server.credentials()).hasValue(new Credentials("bob", "s3cret"));
    }

    /** supervisord was not up yet, or the password has changed. */
    @Test
    void should_look_for_the_password_again_after_a_refusal() throws Exception {
        env.put("SUPERVISOR_SERVER_URL", socketUrl());
        Server server = discovery().find(NO_OPTION);
        assertThat(server.credentials()).isEmpty();
        runWith("[unix_http_server]\nfile=" + socket() + "\nusername=bob\npassword=s3cret\n");
        assertThat(server.credentials()).isEmpty();

        assertThat(server.refusal()).hasMessageContaining("(401)");

        assertThat(server.credentials()).hasValue(new Credentials("bob", "s3cret"));
    }

    @ParameterizedTest
    @CsvSource({
        "e, E, c, C, e, E",
        ", , c, C, c, C",
        "e, , c, C, c, C",
        ", E, c, C, c, C",
        ", , , C, f, F",
        ", , c, , f, F",
        ", , , , f, F",
    })
    void should_take_the_first_complete_pair_of_user_and_password(
            String envUser, String envPassword, String user, String password, String expectedUser, String expected)
            throws Exception {
        runWith("[inet_http_server]\nport=9001\nusername=f\npassword=F\n");
        Optional.ofNullable(envUser).ifPresent(it -> env.put("SUPERVISOR_USERNAME", it));
        Optional.ofNullable(envPassword).ifPresent(it -> env.put("SUPERVISOR_PASSWORD", it));
        configured = new Configured(Optional.empty(), Optional.ofNullable(user), Optional.ofNullable(password));

        Server server = discovery().find(NO_OPTION);

        assertThat(server.credentials()).hasValue(new Credentials(expectedUser, expected));
        assertThat(server.hint()).isEmpty();
    }

    @Test
    void should_say_that_it_can_not_send_a_hash() throws Exception {
        Path file = runWith("[inet_http_server]\nport=9001\nusername=bob\npassword=" + SHA + "\n");
        Server server = discovery().find(NO_OPTION);
        assertThat(server.credentials()).isEmpty();
        assertThat(server.hint())
                .hasValue("the password in " + file
                        + " is a {SHA} hash, which can't be sent: set SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD");
    }

    @Test
    void should_send_a_configured_password_to_a_server_that_has_a_hash() throws Exception {
        runWith("[inet_http_server]\nport=9001\nusername=bob\npassword=" + SHA + "\n");
        env.putAll(Map.of("SUPERVISOR_USERNAME", "bob", "SUPERVISOR_PASSWORD", "s3cret"));
        assertThat(discovery().find(NO_OPTION).credentials()).hasValue(new Credentials("bob", "s3cret"));
    }

    @Test
    void should_hint_why_there_is_no_password_if_the_file_is_unknown() {
        fake.process(1).cmdline("tini");
        fake.process(7).cmdline("supervisord", "-c", "/a");
        fake.process(8).cmdline("supervisord", "-c", "/b");
        env.put("SUPERVISOR_SERVER_URL", "unix:///run/s.sock");
        assertThat(discovery().find(NO_OPTION).hint().orElseThrow())
                .startsWith("set SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD (several supervisords run: pid ");
    }

    @Test
    void should_name_a_missing_file_that_supervisord_was_given() {
        fake.process(1)
                .cmdline("supervisord", "-c", "gone.conf")
                .cwd(fake.folder().toString());
        assertNoServer("supervisord's configuration file " + fake.folder().resolve("gone.conf")
                + " does not exist: give --server-url");
    }

    @Test
    void should_name_a_file_that_it_may_not_read() throws Exception {
        Path file = runWith("[inet_http_server]\nport=9001\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "root may read every file");
        assertNoServer("no permission to read supervisord's configuration file " + file
                + ": run as its owner, or give --server-url");
    }

    @Test
    void should_name_a_file_without_a_server() throws Exception {
        Path file = runWith("[supervisord]\nnodaemon=true\n");
        assertNoServer(file + " has neither [unix_http_server] nor [inet_http_server]: add one, or supervisord can't"
                + " be reached");
    }

    @Test
    void should_name_a_file_with_a_bad_url() throws Exception {
        Path file = runWith("[supervisorctl]\nserverurl=https://web\n");
        assertNoServer(file + ": server URL \"https://web\" is neither http://HOST:PORT nor unix:///PATH");
    }

    @Test
    void should_name_the_source_of_a_bad_url() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> discovery().find(Optional.of("web")))
                .withMessageStartingWith("--server-url: server URL \"web\"");
        env.put("SUPERVISOR_SERVER_URL", "web");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> discovery().find(NO_OPTION))
                .withMessageStartingWith("SUPERVISOR_SERVER_URL: server URL \"web\"");
        env.clear();
        configured = new Configured(Optional.of("web"), Optional.empty(), Optional.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> discovery().find(NO_OPTION))
                .withMessageStartingWith("oome-monitor.server-url: server URL \"web\"");
    }

    /** Fault 22: a service planted the file, and root, running the program in that folder, sent the password there. */
    @Test
    void should_skip_a_configuration_file_that_others_may_have_put_into_the_cwd() throws Exception {
        for (String place : RunningSupervisord.DEFAULT_CONFS) {
            assumeFalse(Files.exists(fake.folder().resolve(place)), place + " is there");
        }
        Files.writeString(fake.folder().resolve("supervisord.conf"), "[unix_http_server]\nfile=s.sock\n");
        Files.setPosixFilePermissions(fake.folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatExceptionOfType(SupervisorUnreachable.class)
                .isThrownBy(() -> discovery().find(NO_OPTION))
                .withMessageStartingWith("found no supervisord that runs as root or as this user")
                .withMessageContaining("not reading " + fake.folder().resolve("supervisord.conf")
                        + ": others may write " + fake.folder() + " (mode 777)")
                .withMessageEndingWith(": give --server-url");
    }

    @Test
    void should_say_what_to_do_if_others_may_write_supervisords_file() throws Exception {
        Path file = runWith("[unix_http_server]\nfile=/run/s.sock\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertNoServer("not reading " + file + ": others may write " + file
                + " (mode 666): make it writable only by root or this user, or give --server-url");
    }

    @Test
    void should_list_the_supervisords_that_it_does_not_believe() {
        for (String place : RunningSupervisord.DEFAULT_CONFS) {
            assumeFalse(Files.exists(fake.folder().resolve(place)), place + " is there");
        }
        fake.process(7).cmdline("supervisord", "-n").uid(1000, 1000, 1000, 1000);
        fake.process(8).cmdline("supervisord").pids(8, 1);
        assertThatExceptionOfType(SupervisorUnreachable.class)
                .isThrownBy(() -> discovery().find(NO_OPTION))
                .withMessageContaining("pid 7 (supervisord -n) runs as another user")
                .withMessageContaining("pid 8 (supervisord) is in another PID namespace")
                .withMessageEndingWith(": give --server-url");
    }

    @Test
    void should_not_send_supervisords_password_to_another_server_named_by_the_environment() throws Exception {
        Path file = runWith("[unix_http_server]\nfile=" + socket() + "\nusername=bob\npassword=s3cret\n");
        env.put("SUPERVISOR_SERVER_URL", "unix:///tmp/other.sock");
        Server server = discovery().find(NO_OPTION);
        assertThat(server.credentials()).isEmpty();
        assertThat(server.hint())
                .hasValue("set SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD (" + file + " has none for this server)");
    }

    @Test
    void should_not_talk_to_a_socket_on_which_another_program_may_listen() throws Exception {
        runWith("[unix_http_server]\nfile=" + socket() + "\n");
        Server server = discovery().find(NO_OPTION);
        assertThat(server.credentials()).isEmpty();

        squat();

        assertThatExceptionOfType(SupervisorUnreachable.class)
                .isThrownBy(server::credentials)
                .withMessage("not trusting " + socketUrl() + ": others may write " + socket().getParent()
                        + " (mode 777), so another program may listen there: move the socket to a folder that only root"
                        + " may write, or give --server-url");
    }

    @Test
    void should_not_send_supervisords_password_where_another_program_may_listen_by_now() throws Exception {
        runWith("[unix_http_server]\nfile=" + socket() + "\nusername=bob\npassword=s3cret\n");
        env.put("SUPERVISOR_SERVER_URL", socketUrl());
        Server server = discovery().find(NO_OPTION);
        assertThat(server.credentials()).isPresent();

        squat();

        assertThatExceptionOfType(SupervisorUnreachable.class)
                .isThrownBy(server::credentials)
                .withMessageEndingWith(": set SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD");
    }

    /** The operator decides where to send the operator's password. */
    @Test
    void should_talk_to_any_socket_that_the_operator_names() throws Exception {
        Path socket = socket();
        squat();
        env.putAll(Map.of("SUPERVISOR_USERNAME", "bob", "SUPERVISOR_PASSWORD", "s3cret"));
        assertThat(discovery().find(Optional.of("unix://" + socket)).credentials())
                .isPresent();
    }

    @Test
    void should_say_that_the_socket_does_not_exist_yet() throws Exception {
        runWith("[unix_http_server]\nfile=gone.sock\n");
        assertThatExceptionOfType(SupervisorUnreachable.class)
                .isThrownBy(() -> discovery().find(NO_OPTION).credentials())
                .withMessageStartingWith("no such socket: unix:///gone.sock");
    }

    /** A plain file serves: only its owner and its folder are checked. */
    private Path socket() throws IOException {
        Path socket = fake.folder().resolve("s.sock");
        return Files.exists(socket) ? socket : Files.createFile(socket);
    }

    private String socketUrl() throws IOException {
        return "unix://" + socket();
    }

    private void squat() throws IOException {
        Files.setPosixFilePermissions(fake.folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private void assertNoServer(String message) {
        assertThatExceptionOfType(SupervisorUnreachable.class)
                .isThrownBy(() -> discovery().find(NO_OPTION))
                .withMessage(message);
    }

    private Path runWith(String conf) throws IOException {
        Path file = Files.writeString(fake.folder().resolve("running.conf"), conf);
        fake.process(1).cmdline("supervisord", "-c", file.toString()).environ("SECRET=theirs");
        return file;
    }

    private ServerDiscovery discovery() {
        int us = TrustOfOurs.uid();
        fake.process(SELF).uid(us, us, us, us);
        return new ServerDiscovery(fake.proc(), env, configured, fake.folder(), SELF);
    }
}
