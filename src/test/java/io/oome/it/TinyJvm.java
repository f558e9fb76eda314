package io.oome.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A {@link LeakingJvm} with only a test's options, and those that make it small.
 *
 * @param home the folder of the JDK
 * @param folder the JVM's own folder, with its trigger
 */
record TinyJvm(Path home, Path folder, List<String> options) {

    private static final String ON_ERROR = "-XX:OnOutOfMemoryError=";

    /** Uses a folder of that name, beside classes that every user can read. */
    static TinyJvm in(Path parent, String name) {
        Path folder = parent.resolve(name);
        try {
            Files.createDirectory(folder);
            installClasses(parent.resolve("classes/io/oome/it"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TinyJvm(Path.of(System.getProperty("java.home")), folder, List.of());
    }

    private static void installClasses(Path classes) throws IOException {
        Files.createDirectories(classes);
        Path ours = Programs.testClasses().resolve("io/oome/it");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(ours, "LeakingJvm*.class")) {
            for (Path file : files) {
                Path copy = classes.resolve(file.getFileName());
                if (Files.notExists(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
    }

    TinyJvm of(Path otherHome) {
        return new TinyJvm(otherHome, folder, options);
    }

    TinyJvm with(String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new TinyJvm(home, folder, List.copyOf(all));
    }

    /** The command of OnOutOfMemoryError. */
    TinyJvm onError(String command) {
        return with(ON_ERROR + command);
    }

    Path trigger() {
        return folder.resolve("trigger");
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Makes it run out of heap. */
    String[] words() {
        return wordsThatLeak("heap");
    }

    /** Makes it run out of heap, array or metaspace. */
    String[] wordsThatLeak(String what) {
        List<String> words = new ArrayList<>(
                List.of(home.resolve("bin/java").toString(), "-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        words.addAll(options);
        words.addAll(List.of("-cp", folder.resolveSibling("classes").toString(), LeakingJvm.class.getName()));
        words.addAll(List.of(trigger().toString(), what));
        return words.toArray(String[]::new);
    }

    /** The line of supervisord.conf that runs it directly. */
    String command() {
        return Programs.command(words());
    }

    /** The same, as a shell command. */
    String inShell() {
        return Arrays.stream(words()).map(it -> '\'' + it + '\'').collect(Collectors.joining(" "));
    }

    /** An executable script that contains that line. */
    Path script(String line) {
        try {
            Path script = Files.writeString(file("run.sh"), "#!/bin/sh\n" + line + "\n");
            Files.setAttribute(script, "unix:mode", 0755);
            return script;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
