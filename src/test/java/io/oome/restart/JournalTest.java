package io.oome.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oome.scan.FlagRule;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ServerUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final Namespec WEB = new Namespec("workers", "naïve");
    private static final ServerUrl SERVER = ServerUrl.parse("unix:///run/supervisor.sock");
    private static final Journal.Entry ENTRY =
            new Journal.Entry(71, 123456789L, Path.of("/tmp/a b=c\nd.oome"), FlagRule.OOME_FILE, 1000);

    @TempDir
    Path temp;

    private Path root;
    private int uid;

    @BeforeEach
    void findUid() throws IOException {
        root = temp.resolve("state");
        uid = (int) Files.getAttribute(temp, "unix:uid");
    }

    private Journal journal() {
        return new Journal(root, SERVER, uid);
    }

    @Test
    void should_tell_the_next_monitor_what_it_was_told() throws Exception {
        Journal dead = journal();
        assertThat(dead.hold(WEB, ENTRY)).isTrue();
        dead.leave(WEB, false);
        assertThat(journal().entries()).isEqualTo(Map.of(WEB, ENTRY));
    }

    @Test
    void should_not_show_what_it_holds_itself() throws Exception {
        Journal journal = journal();
        journal.hold(WEB, ENTRY);
        assertThat(journal.entries()).isEmpty();
        assertThat(journal.isHeldByOther(WEB)).isFalse();
        journal.leave(WEB, false);
        assertThat(journal.entries()).containsKey(WEB);
    }

    @Test
    void should_keep_the_first_entry_when_a_later_monitor_goes_on_with_it() throws Exception {
        Journal dead = journal();
        dead.hold(WEB, ENTRY);
        dead.leave(WEB, false);
        Journal next = journal();
        next.hold(WEB, new Journal.Entry(0, 0, Path.of("/elsewhere"), FlagRule.CWD, 0));
        next.leave(WEB, false);
        assertThat(next.entries()).containsEntry(WEB, ENTRY);
    }

    @Test
    void should_forget_what_has_ended() throws Exception {
        Journal journal = journal();
        journal.hold(WEB, ENTRY);
        journal.leave(WEB, true);
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void should_keep_apart_what_belongs_to_different_supervisords() throws Exception {
        Journal other = new Journal(root, ServerUrl.parse("http://127.0.0.1:9001"), uid);
        other.hold(WEB, ENTRY);
        other.leave(WEB, false);
        assertThat(journal().entries()).isEmpty();
    }

    @Test
    void should_neither_believe_nor_use_a_folder_that_others_may_write_to() throws Exception {
        Journal dead = journal();
        dead.hold(WEB, ENTRY);
        dead.leave(WEB, false);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(journal().entries()).isEmpty();
        assertThatThrownBy(() -> journal().hold(WEB, ENTRY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("oome-monitor.state-dir");
    }

    @Test
    void should_neither_believe_nor_use_a_folder_of_somebody_elses() throws Exception {
        Journal dead = journal();
        dead.hold(WEB, ENTRY);
        dead.leave(WEB, false);
        Journal stranger = new Journal(root, SERVER, uid + 1);
        assertThat(stranger.entries()).isEmpty();
        assertThatThrownBy(() -> stranger.hold(WEB, ENTRY)).isInstanceOf(IOException.class);
    }

    @Test
    void should_pass_over_what_is_no_entry() throws Exception {
        Journal journal = journal();
        journal.hold(WEB, ENTRY);
        journal.leave(WEB, false);
        try (var servers = Files.newDirectoryStream(root)) {
            Path folder = servers.iterator().next();
            Files.writeString(folder.resolve("torn"), "pid=");
            Files.writeString(folder.resolve("binary"), "\0\\u");
        }
        assertThat(journal().entries()).isEqualTo(Map.of(WEB, ENTRY));
    }
}
