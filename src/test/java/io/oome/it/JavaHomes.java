package io.oome.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** The JDKs of this machine. */
public final class JavaHomes {

    private JavaHomes() {}

    /** The JDK that runs this test, and those next to it. */
    public static Stream<Path> all() throws IOException {
        Path ours = Path.of(System.getProperty("java.home")).toRealPath();
        List<Path> homes = new ArrayList<>(List.of(ours));
        try (Stream<Path> siblings = Files.list(ours.getParent())) {
            siblings.filter(it -> Files.isExecutable(it.resolve("bin/java"))).forEach(homes::add);
        }
        List<Path> real = new ArrayList<>();
        for (Path home : homes) {
            real.add(home.toRealPath());
        }
        return real.stream().distinct();
    }

    /** A JDK that every user can run: this test's can be in a folder that only its owner can enter. */
    static Path forAllUsers() throws IOException {
        for (Path home : Stream.concat(all(), onPath()).toList()) {
            if (isOpen(home)) {
                return home;
            }
        }
        throw new TestAbortedException("no JDK that every user may run");
    }

    private static Stream<Path> onPath() throws IOException {
        List<Path> homes = new ArrayList<>();
        for (String folder : System.getenv("PATH").split(":")) {
            Path java = Path.of(folder, "java");
            if (Files.isExecutable(java)) {
                homes.add(java.toRealPath().getParent().getParent());
            }
        }
        return homes.stream();
    }

    private static boolean isOpen(Path home) throws IOException {
        for (Path folder = home; folder != null; folder = folder.getParent()) {
            if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }
}
