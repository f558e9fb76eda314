package io.oome.it;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** An unprivileged user without a name; what is its own, and what runs as it. */
final class OtherUser {

    static final int UID = 1234;

    private OtherUser() {}

    /** Only root can become somebody else. */
    static void assumeRoot() {
        assumeThat(System.getProperty("user.name"))
                .as("only root can become another user")
                .isEqualTo("root");
    }

    /** The words that run a program as that user, in the same process. */
    static String[] runs(String... argv) {
        List<String> words =
                new ArrayList<>(List.of("setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups", "--"));
        words.addAll(List.of(argv));
        return words.toArray(String[]::new);
    }

    static Path file(Path file) throws IOException {
        return owns(Files.createFile(file));
    }

    static Path folder(Path folder) throws IOException {
        return owns(Files.createDirectory(folder));
    }

    static Path owns(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", UID, LinkOption.NOFOLLOW_LINKS);
        return path;
    }

    /** A folder that everybody may look into. */
    static void letIn(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
