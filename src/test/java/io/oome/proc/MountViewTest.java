package io.oome.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountViewTest {

    @RegisterExtension
    final FakeProc fake = new FakeProc();

    private final Path theirs = fake.folder().resolve("theirs");

    @BeforeEach
    void make_another_root_with_all_kinds_of_links() throws IOException {
        Files.createDirectories(theirs.resolve("run/app"));
        Files.createDirectories(theirs.resolve("var/lib"));
        Files.createDirectories(theirs.resolve("srv/releases/2"));
        Files.writeString(theirs.resolve("run/flag"), "theirs");
        link("var/run", "/run");
        link("var/relative", "../run");
        link("srv/current", "releases/2");
        link("srv/releases/2/tmp", "/var/run/app");
        link("escape", "../../../../../run");
        link("run/alias", "/run/flag");
        link("run/app/up", "..");
        link("loop", "/loop");
        link("ping", "/pong");
        link("pong", "/ping");
        link("dangling", "/nowhere");
        fake.process(7).root(theirs).mountNamespace(2);
    }

    @ParameterizedTest
    @CsvSource({
        "/run/flag, run/flag",
        "/var/run/flag, run/flag",
        "/var/relative/flag, run/flag",
        "/srv/current/flag, srv/releases/2/flag",
        "/srv/current/tmp/flag, run/app/flag",
        "/srv/current/tmp/up/flag, run/flag",
        "/escape/flag, run/flag",
        "/../../run/flag, run/flag",
        "/run/./app/../flag, run/flag",
        "/var/run/../flag, flag",
        "/dangling/flag, nowhere/flag",
        "/nowhere/at/all, nowhere/at/all",
        "/run/flag/x, run/flag/x",
        "/, ''",
    })
    void should_follow_the_links_as_the_process_would(String path, String found) throws Exception {
        Path expected = fake.root().resolve("7/root").resolve(found);
        assertThat(view().resolve(Path.of(path))).isEqualTo(expected);
        assertThat(view().follow(Path.of(path))).isEqualTo(expected);
    }

    @Test
    void should_follow_the_last_component_only_on_request() throws Exception {
        Path root = fake.root().resolve("7/root");
        assertThat(view().resolve(Path.of("/var/run/alias"))).isEqualTo(root.resolve("run/alias"));
        assertThat(view().follow(Path.of("/var/run/alias"))).isEqualTo(root.resolve("run/flag"));
        assertThat(view().follow(Path.of("/var/run/alias"))).hasContent("theirs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/loop/flag", "/ping/flag"})
    void should_not_follow_links_for_ever(String path) {
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> view().resolve(Path.of(path)))
                .withMessageContaining("too many symbolic links");
    }

    @Test
    void should_follow_as_many_links_as_the_kernel_does() throws Exception {
        Files.createDirectory(theirs.resolve("link40"));
        for (int i = 0; i < 40; i++) {
            link("link" + i, "/link" + (i + 1));
        }
        assertThat(view().resolve(Path.of("/link0/flag"))).isEqualTo(fake.root().resolve("7/root/link40/flag"));
        link("onemore", "/link0");
        assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> view().resolve(Path.of("/onemore/flag")));
    }

    @Test
    void should_be_ours_when_root_and_mount_namespace_are_ours() throws Exception {
        fake.process(8);
        MountView view = fake.proc().mountView(8).known().orElseThrow();
        assertThat(view.isOurs()).isTrue();
        assertThat(view.resolve(Path.of("/var/run/../flag"))).isEqualTo(Path.of("/var/run/../flag"));
        assertThat(view.follow(Path.of("/var/run"))).isEqualTo(Path.of("/var/run"));
    }

    @Test
    void should_not_be_ours_in_a_chroot() {
        fake.process(8).root(theirs);
        assertThat(fake.proc().mountView(8).known().orElseThrow().isOurs()).isFalse();
    }

    @Test
    void should_not_be_ours_in_another_mount_namespace_whose_root_looks_like_ours() {
        fake.process(8).mountNamespace(2);
        assertThat(fake.proc().mountView(8).known().orElseThrow().isOurs()).isFalse();
    }

    @Test
    void should_be_ours_if_the_kernel_has_no_namespaces() {
        fake.process(8).without("ns/mnt");
        assertThat(fake.proc().mountView(8).known().orElseThrow().isOurs()).isTrue();
    }

    private MountView view() {
        return fake.proc().mountView(7).known().orElseThrow();
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(theirs.resolve(name), Path.of(target));
    }
}
