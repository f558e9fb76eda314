package io.oome.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.oome.proc.MountView;
import io.oome.supervisor.Credentials;
import io.oome.supervisor.ServerUrl;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code [include] files=…}: which files it finds, and what they may contain. */
class IncludedConfTest {

    @TempDir
    Path folder;

    @BeforeEach
    void write_some_files() throws IOException {
        for (String name : new String[] {
            "conf.d/a.conf",
            "conf.d/b.conf",
            "conf.d/c.ini",
            "conf.d/.hidden.conf",
            "conf.d/sub.conf/deep.conf",
            "apps/one/svc.conf",
            "apps/two/svc.conf",
            "apps/[x]/svc.conf"
        }) {
            write(name, "[eventlistener:" + name.replace('/', '|') + "]\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "conf.d/a.conf, conf.d|a.conf",
        "conf.d/*.conf, conf.d|a.conf conf.d|b.conf",
        "conf.d/*, conf.d|a.conf conf.d|b.conf conf.d|c.ini",
        "conf.d/.*.conf, conf.d|.hidden.conf",
        "conf.d/*.conf conf.d/c.ini, conf.d|a.conf conf.d|b.conf conf.d|c.ini",
        "conf.d/[!a].conf, conf.d|b.conf",
        "conf.d/?.ini, conf.d|c.ini",
        "*/*/*.conf, apps|[x]|svc.conf apps|one|svc.conf apps|two|svc.conf conf.d|sub.conf|deep.conf",
        "%(here)s/conf.d/a.conf, conf.d|a.conf",
        "%(ENV_DIR)s/one/*.conf, apps|one|svc.conf",
        "conf.d/../apps/one/svc.conf, apps|one|svc.conf",
        "./conf.d/./a.conf, conf.d|a.conf",
        "nowhere/*.conf conf.d/nothing conf.d/a.conf/x, ''",
        "conf.d/[a, ''",
        "'conf.d/{a,b}.conf', ''",
    })
    void should_include_what_python_would_find(String files, String included) throws Exception {
        SupervisordConf conf = read("[include]\nfiles = " + files + "\n");
        assertThat(String.join(" ", new TreeSet<>(conf.eventListenerGroups()))).isEqualTo(included);
    }

    @Test
    void should_find_the_server_in_an_included_file() throws Exception {
        write("conf.d/a.conf", "[unix_http_server]\nfile=%(here)s/%(ENV_DIR)s.sock\nusername=bob\npassword=s3cret\n");
        SupervisordConf conf = read("[include]\nfiles =\n  conf.d/*.ini\n  conf.d/*.conf\n");
        assertThat(conf.servers().url())
                .hasValue(ServerUrl.unix(folder.resolve("conf.d/apps.sock").toString()));
        assertThat(conf.servers().credentials(conf.servers().url().orElseThrow()))
                .hasValue(new Credentials("bob", "s3cret"));
    }

    @Test
    void should_let_a_later_file_win_key_by_key() throws Exception {
        write("conf.d/a.conf", "[inet_http_server]\nport=9001\nusername=a\n");
        write("conf.d/b.conf", "[inet_http_server]\nport=9002\n");
        SupervisordConf conf = read("[inet_http_server]\nport=9000\npassword=main\n[include]\nfiles=conf.d/*.conf\n");
        assertThat(conf.servers().url()).hasValue(ServerUrl.parse("http://127.0.0.1:9002"));
        assertThat(conf.servers().credentials(ServerUrl.parse("http://127.0.0.1:9002")))
                .hasValue(new Credentials("a", "main"));
    }

    @Test
    void should_read_the_files_in_the_order_of_their_names() throws Exception {
        for (int i : new int[] {9, 3, 7, 1, 5, 0, 8, 2, 6, 4}) {
            write("many/" + i + ".conf", "[inet_http_server]\nport=900" + i + "\n");
        }
        assertThat(read("[include]\nfiles=many/*.conf\n").servers().url())
                .hasValue(ServerUrl.parse("http://127.0.0.1:9009"));
        assertThat(read("[include]\nfiles=many/*.conf many/3.conf\n").servers().url())
                .hasValue(ServerUrl.parse("http://127.0.0.1:9003"));
    }

    @Test
    void should_not_follow_the_include_of_an_included_file() throws Exception {
        write("conf.d/a.conf", "[include]\nfiles=conf.d/b.conf\n");
        assertThat(read("[include]\nfiles=conf.d/a.conf\n").eventListenerGroups())
                .isEmpty();
    }

    /** An editor's lock file, or a removed mount. */
    @Test
    void should_skip_a_dangling_link_as_supervisord_does() throws Exception {
        Files.createSymbolicLink(folder.resolve("conf.d/z.conf"), Path.of("nowhere"));
        assertThat(read("[include]\nfiles=conf.d/*.conf\n").eventListenerGroups())
                .containsExactlyInAnyOrder("conf.d|a.conf", "conf.d|b.conf");
    }

    @Test
    void should_fail_on_a_file_that_only_supervisord_may_read() throws Exception {
        Path file = folder.resolve("conf.d/a.conf");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "root may read every file");
        assertThatExceptionOfType(AccessDeniedException.class)
                .isThrownBy(() -> read("[include]\nfiles=conf.d/*.conf\n"))
                .satisfies(it -> assertThat(it.getFile()).isEqualTo(file.toString()));
    }

    @Test
    void should_not_include_more_than_a_thousand_files() throws Exception {
        for (int i = 0; i <= 1000; i++) {
            write("many/" + i + ".conf", "");
        }
        assertThatIOException()
                .isThrownBy(() -> read("[include]\nfiles=many/*.conf\n"))
                .withMessage(folder.resolve("many/*.conf") + " includes more than 1000 files");
    }

    @Test
    void should_not_read_an_included_file_that_others_may_write() throws Exception {
        Path file = folder.resolve("conf.d/a.conf");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatExceptionOfType(ConfFiles.Untrusted.class)
                .isThrownBy(() -> read("[include]\nfiles=conf.d/*.conf\n"))
                .withMessage("not reading " + file + ": others may write " + file + " (mode 666)");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private SupervisordConf read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("supervisord.conf"), text);
        return SupervisordConf.read(
                file, Path.of("/srv"), new ConfFiles(MountView.OURS, TrustOfOurs.get()), Map.of("DIR", "apps"));
    }
}
