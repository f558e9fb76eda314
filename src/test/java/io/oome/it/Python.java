package io.oome.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Hostile programs whose system calls neither sh nor a JVM can make, in the Python that runs supervisord. */
final class Python {

    private static final String INTERPRETER = "/usr/bin/python3";

    private Python() {}

    /** Writes a script into a folder, and returns the command that runs it. */
    static String[] script(Path folder, String name, String source, String... arguments) {
        Path file = folder.resolve(name + ".py");
        try {
            Files.writeString(file, source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> words = new ArrayList<>(List.of(INTERPRETER, file.toString()));
        words.addAll(List.of(arguments));
        return words.toArray(String[]::new);
    }
}
