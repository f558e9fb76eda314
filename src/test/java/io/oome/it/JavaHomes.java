package io.oome.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The JDKs of this machine. */
public final class JavaHomes {

    private JavaHomes() {}

    /** The one that runs this, and those beside it. */
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
}
