package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The archive of {@code lib/oome-monitor/train}: used where it fits, and silently ignored where it does not. */
@OneByOne
@Tag("thorough")
@Timeout(120)
class ArchiveIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static Path tree;
    private static Path archive;
    private static byte[] made;

    /** A copy of the install tree, trained by the JVM that runs it. */
    @BeforeAll
    static void train() throws Exception {
        assumeThat(Launcher.isNative()).as("native").isFalse();
        Path installed = Launcher.program("oome_monitor").getParent().getParent();
        tree = copyOf(installed, "tree");
        archive = tree.resolve("lib/oome-monitor/oome-monitor.jsa");
        Launcher.Result trained = Launcher.runCommand(
                SOON, Map.of(), folder, List.of(archive.resolveSibling("train").toString()));
        assertThat(trained).isEqualTo(new Launcher.Result(0, "", ""));
        made = Files.readAllBytes(archive);
    }

    @BeforeEach
    void restore() throws IOException {
        replace(archive, made);
    }

    @Test
    void should_load_its_classes_from_the_archive() throws IOException {
        assertThat(classesLoadedBy(tree)).containsPattern("io\\.oome\\.Main source: shared objects file");
    }

    @Test
    void should_come_with_an_archive_from_the_build() throws IOException {
        assumeThat(System.getProperty("oome.train.skip")).as("-Dtrain.skip").isNotEqualTo("true");
        Path installed = Launcher.program("oome_monitor").getParent().getParent();
        assertThat(classesLoadedBy(installed)).containsPattern("io\\.oome\\.Main source: shared objects file");
    }

    @Test
    void should_ignore_an_archive_from_another_folder() throws Exception {
        Path moved = copyOf(tree, "moved");
        assertDoesWithout(moved);
    }

    @Test
    void should_ignore_an_archive_of_another_jvm() throws IOException {
        Path madeFor = archive.resolveSibling("oome-monitor.jsa.made-for");
        String ours = Files.readString(madeFor);
        try {
            Files.writeString(madeFor, ours.replace("JAVA_VERSION=\"", "JAVA_VERSION=\"8."));
            assertDoesWithout(tree);
        } finally {
            Files.writeString(madeFor, ours);
        }
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                Arguments.of("empty", new byte[0]),
                Arguments.of("something else", "#!/bin/sh\n".getBytes()),
                Arguments.of("cut off", Arrays.copyOf(made, made.length / 2)),
                Arguments.of("overwritten at its beginning", overwritten(0)),
                Arguments.of("overwritten in its middle", overwritten(made.length / 2)));
    }

    private static byte[] overwritten(int from) {
        byte[] content = made.clone();
        Arrays.fill(content, from, from + 1_000_000, (byte) -1);
        return content;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void should_silently_ignore_a_damaged_archive(String damage, byte[] content) throws IOException {
        replace(archive, content);
        assertSilent(tree, Map.of());
    }

    @Test
    void should_silently_ignore_an_archive_of_other_jars() throws IOException {
        Path jar = archive.resolveSibling("quarkus-run.jar");
        FileTime time = Files.getLastModifiedTime(jar);
        try {
            Files.setLastModifiedTime(jar, FileTime.fromMillis(time.toMillis() + 60_000));
            assertDoesWithout(tree);
        } finally {
            Files.setLastModifiedTime(jar, time);
        }
    }

    private static void assertDoesWithout(Path tree) throws IOException {
        Path log = folder.resolve("classes");
        assertSilent(tree, logging(log));
        assertThat(log).content().containsPattern("io\\.oome\\.Main source: file:");
    }

    /** A JVM would print its complaint about an archive to stdout, which in a listener belongs to the protocol. */
    private static void assertSilent(Path tree, Map<String, String> env) {
        Launcher.Result result = Launcher.runCommand(
                SOON, env, folder, monitor(tree, "all", "--listen", "--server-url", "unix:///nowhere/sock"));
        assertThat(result.out()).isEqualTo("READY\n");
        List<String> lines = result.err().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).contains("no such socket");
        assertThat(result.exit()).isZero();
    }

    private static String classesLoadedBy(Path tree) throws IOException {
        Path log = folder.resolve("classes");
        Launcher.Result result = Launcher.runCommand(SOON, logging(log), folder, monitor(tree, "-V"));
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.err()).isEmpty();
        return Files.readString(log);
    }

    private static Map<String, String> logging(Path classes) {
        return Map.of("OOME_MONITOR_JAVA_OPTS", "-Xlog:class+load:file=" + classes);
    }

    private static List<String> monitor(Path tree, String... arguments) {
        return Stream.concat(Stream.of(tree.resolve("bin/oome_monitor").toString()), Arrays.stream(arguments))
                .toList();
    }

    /** Creates a new file: the archive can be read-only, and a JVM that maps it must not see it change. */
    private static void replace(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        Files.write(file, content);
    }

    private static Path copyOf(Path tree, String name) throws Exception {
        Path copy = folder.resolve(name);
        Process cp = new ProcessBuilder("cp", "-a", tree.toString(), copy.toString())
                .inheritIO()
                .start();
        assertThat(cp.waitFor()).isZero();
        return copy;
    }
}
