package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTest {

    @TempDir
    Path parent;

    private Optional<String> whyNot(String name, Integer user) {
        return new Folder(parent.resolve(name)).whyNotFor(Optional.ofNullable(user));
    }

    private void make(int mode, int owner) throws IOException {
        Path folder = Files.createDirectory(parent.resolve("f"));
        assumeTrue(Files.getAttribute(folder, "unix:uid").equals(0), "only root can give folders away");
        Files.setAttribute(folder, "unix:mode", mode);
        Files.setAttribute(folder, "unix:uid", owner);
    }

    @Test
    void should_report_a_missing_folder_and_a_file_in_its_place() throws Exception {
        Files.createFile(parent.resolve("file"));
        assertThat(whyNot("none", null)).hasValue("is missing");
        assertThat(whyNot("none/deeper", 0)).hasValue("is missing");
        assertThat(whyNot("file", 0)).hasValue("is not a folder");
        assertThat(whyNot("file/below", 0)).hasValue("is missing");
    }

    @Test
    void should_not_follow_a_link() throws Exception {
        Files.createSymbolicLink(parent.resolve("link"), Path.of("nowhere"));
        assertThat(whyNot("link", 1000)).isEmpty();
    }

    @Test
    void should_know_who_owns_a_folder() throws Exception {
        make(0755, 1000);
        assertThat(whyNot("f", 1000)).isEmpty();
        assertThat(whyNot("f", 0)).isEmpty();
        assertThat(whyNot("f", null)).isEmpty();
        assertThat(whyNot("f", 1001)).hasValue("is not writable by uid 1001");
    }

    @Test
    void should_know_that_a_mode_can_exclude_only_the_owner() throws Exception {
        make(0577, 1000);
        assertThat(whyNot("f", 1000)).hasValue("is not writable by uid 1000");
        assertThat(whyNot("f", 1001)).isEmpty();
    }

    @Test
    void should_not_know_who_is_in_a_group() throws Exception {
        make(0775, 0);
        assertThat(whyNot("f", 1001)).isEmpty();
    }
}
