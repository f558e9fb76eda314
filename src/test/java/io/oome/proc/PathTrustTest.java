package io.oome.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses real files below /tmp, which is sticky. */
class PathTrustTest {

    private static final int STRANGER = 4711;

    @TempDir
    Path temp;

    private Path folder;
    private int ourUid;
    private PathTrust trust;

    @BeforeEach
    void make_a_folder_of_our_own() throws IOException {
        folder = Files.createDirectory(temp.toRealPath().resolve("ours"));
        mode(folder, "rwxr-xr-x");
        ourUid = uid(folder);
        trust = new PathTrust(ourUid);
    }

    @Test
    void should_trust_our_own_file() throws Exception {
        assertThat(trust.whyNot(file("a"))).isEmpty();
    }

    @Test
    void should_trust_a_socket_in_a_sticky_folder_only_if_given_to_its_owner() throws Exception {
        assumeTrue(ourUid == 0, "only root can give a file away");
        Path socket =
                Files.createFile(Files.createDirectory(folder.resolve("sticky")).resolve("sock"));
        Files.setAttribute(socket.getParent(), "unix:mode", 01777);
        Files.setAttribute(socket, "unix:uid", STRANGER);
        Path root = Path.of("/");
        assertThat(trust.whyNotSocket(root, socket)).hasValue(socket + " belongs to uid " + STRANGER);
        assertThat(trust.whyNotSocketOf(STRANGER, root, socket)).isEmpty();
        assertThat(trust.whyNotSocketOf(STRANGER + 1, root, socket)).isPresent();
    }

    @Test
    void should_trust_a_root_owned_file() {
        assertThat(trust.whyNot(Path.of("/etc/passwd"))).isEmpty();
        assertThat(new PathTrust(STRANGER).whyNot(Path.of("/etc/passwd"))).isEmpty();
    }

    @Test
    void should_trust_a_path_that_only_we_could_create() {
        assertThat(trust.whyNot(folder.resolve("nowhere"))).isEmpty();
        assertThat(trust.whyNot(folder.resolve("nowhere/below"))).isEmpty();
    }

    @Test
    void should_name_the_file_that_others_may_write() throws Exception {
        Path file = file("a");
        mode(file, "rw-rw-r--");
        assertThat(trust.whyNot(file)).hasValue("others may write " + file + " (mode 664)");
        mode(file, "rw-r--rw-");
        assertThat(trust.whyNot(file)).hasValue("others may write " + file + " (mode 646)");
    }

    @Test
    void should_name_the_folder_that_others_may_write() throws Exception {
        Path file = file("a");
        mode(folder, "rwxrwxrwx");
        assertThat(trust.whyNot(file)).hasValue("others may write " + folder + " (mode 777)");
    }

    @Test
    void should_trust_our_own_file_in_a_sticky_folder() throws Exception {
        Path file = file("a");
        sticky(folder);
        assertThat(trust.whyNot(file)).isEmpty();
    }

    @Test
    void should_not_trust_a_path_that_anybody_could_create_in_a_sticky_folder() throws Exception {
        sticky(folder);
        Path file = folder.resolve("nowhere");
        assertThat(trust.whyNot(file)).hasValue(file + " does not exist, and others may create it");
        assertThat(trust.whyNot(folder)).hasValue("others may write " + folder + " (mode 1777)");
    }

    @Test
    void should_name_the_owner_of_a_file() throws Exception {
        Path file = ofStranger(file("a"));
        assertThat(trust.whyNot(file)).hasValue(file + " belongs to uid 4711");
        assertThat(new PathTrust(STRANGER).whyNot(Path.of("/").resolve(file)))
                .isEqualTo(ourUid == 0 ? Optional.empty() : Optional.of(folder + " belongs to uid " + ourUid));
    }

    @Test
    void should_name_the_owner_of_a_folder_on_the_way() throws Exception {
        Path file = file("sub/a");
        ofStranger(file.getParent());
        assertThat(trust.whyNot(file)).hasValue(file.getParent() + " belongs to uid 4711");
    }

    @Test
    void should_examine_the_target_of_a_link() throws Exception {
        Path file = file("real/a");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real/../real"));
        assertThat(trust.whyNot(link.resolve("a"))).isEmpty();
        mode(file.getParent(), "rwxrwxrwx");
        assertThat(trust.whyNot(link.resolve("a"))).hasValue("others may write " + file.getParent() + " (mode 777)");
        Files.createSymbolicLink(folder.resolve("absolute"), file);
        assertThat(trust.whyNot(folder.resolve("absolute")))
                .hasValue("others may write " + file.getParent() + " (mode 777)");
    }

    @Test
    void should_not_follow_another_users_link() throws Exception {
        sticky(folder);
        Path link = ofStranger(Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd")));
        assertThat(trust.whyNot(link)).hasValue(link + " belongs to uid 4711");
    }

    @Test
    void should_give_up_on_a_loop_of_links() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("link"));
        assertThat(trust.whyNot(link)).hasValue(link + ": too many symbolic links");
    }

    @Test
    void should_resolve_links_below_another_root() throws Exception {
        Path file = file("etc/a");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/a"));
        Path root = Files.createSymbolicLink(temp.toRealPath().resolve("root"), folder);
        assertThat(trust.whyNot(root, Path.of("/link"))).isEmpty();
        assertThat(trust.whyNot(root, Path.of("/../etc/a"))).isEmpty();
        mode(file, "rw-rw-rw-");
        assertThat(trust.whyNot(root, Path.of("/link"))).hasValue("others may write /etc/a (mode 666)");
    }

    @Test
    void should_trust_a_socket_that_anybody_may_connect_to() throws Exception {
        Path socket = file("s.sock");
        mode(socket, "rwxrwxrwx");
        assertThat(trust.whyNotSocket(Path.of("/"), socket)).isEmpty();
        sticky(folder);
        assertThat(trust.whyNotSocket(Path.of("/"), socket)).isEmpty();
    }

    /** supervisord gives the socket away: chown= in [unix_http_server]. */
    @Test
    void should_trust_another_users_socket_that_only_we_could_have_created() throws Exception {
        Path socket = ofStranger(file("s.sock"));
        assertThat(trust.whyNotSocket(Path.of("/"), socket)).isEmpty();
    }

    @Test
    void should_not_trust_a_socket_that_another_user_could_have_created() throws Exception {
        Path socket = ofStranger(file("s.sock"));
        sticky(folder);
        assertThat(trust.whyNotSocket(Path.of("/"), socket)).hasValue(socket + " belongs to uid 4711");
        mode(folder, "rwxrwxrwx");
        assertThat(trust.whyNotSocket(Path.of("/"), socket)).hasValue("others may write " + folder + " (mode 777)");
    }

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
        mode(file, "rw-r--r--");
        return file;
    }

    private Path ofStranger(Path path) throws IOException {
        assumeTrue(ourUid == 0, "only root can give a file away");
        Files.setAttribute(path, "unix:uid", STRANGER, LinkOption.NOFOLLOW_LINKS);
        return path;
    }

    private static int uid(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static void sticky(Path path) throws IOException {
        Files.setAttribute(path, "unix:mode", 01777);
    }
}
