package io.oome.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.it.JavaHomes;
import io.oome.jvm.JvmOptions.AtError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The options that the monitor reads from real JVMs, compared with their own PrintFlagsFinal and with the files that
 * exist after an OutOfMemoryError.
 */
@Tag("thorough")
@Timeout(120)
class JvmOptionsIT {

    private static final String ON_ERROR = "-XX:OnOutOfMemoryError";

    @TempDir
    Path cwd;

    static Stream<Path> homes() throws IOException {
        return JavaHomes.all();
    }

    @ParameterizedTest
    @MethodSource("homes")
    void should_read_the_command_line(Path home) throws Exception {
        agrees(home, Map.of(), List.of(ON_ERROR + "=touch f; touch 'g h'"), "f", "g h");
    }

    @ParameterizedTest
    @MethodSource("homes")
    void should_add_up_the_commands(Path home) throws Exception {
        agrees(home, Map.of(), List.of(ON_ERROR + "=touch f.%p", ON_ERROR + "=touch g%%"), "f.PID", "g%");
    }

    @ParameterizedTest
    @MethodSource("homes")
    void should_drop_replaced_commands(Path home) throws Exception {
        agrees(home, Map.of(), List.of(ON_ERROR + "=touch f", ON_ERROR + ":=touch g"), "g");
    }

    @ParameterizedTest
    @MethodSource("homes")
    void should_read_the_environment(Path home) throws Exception {
        Map<String, String> environment = Map.of(
                "JAVA_TOOL_OPTIONS", ON_ERROR + "='touch tool' -XX:HeapDumpPath=tool -Da=b\\",
                "JDK_JAVA_OPTIONS", "\"" + ON_ERROR + "=touch jdk\"\n-XX:HeapDumpPath=jdk",
                "_JAVA_OPTIONS", ON_ERROR + "=touch\" \"last -XX:HeapDumpPath=la's t'");
        agrees(
                home,
                environment,
                List.of(ON_ERROR + "=touch line", "-XX:HeapDumpPath=line"),
                "tool",
                "jdk",
                "line",
                "last");
    }

    @ParameterizedTest
    @MethodSource("homes")
    void should_read_option_files_from_hsperfdata(Path home) throws Exception {
        Files.writeString(cwd.resolve("args"), ON_ERROR + "=\"touch args\" -XX:HeapDumpPath=args");
        Files.writeString(cwd.resolve("vm"), ON_ERROR + "='touch vm'\n-XX:+CrashOnOutOfMemoryError");
        Files.writeString(cwd.resolve("flags"), "OnOutOfMemoryError=\"touch flagged\"\nHeapDumpPath=flags\n");
        agrees(
                home,
                Map.of(),
                List.of(
                        "@args",
                        ON_ERROR + "=touch line",
                        "-XX:VMOptionsFile=vm",
                        "-XX:Flags=flags",
                        "-XX:-CrashOnOutOfMemoryError"),
                "flagged",
                "args",
                "line",
                "vm");
    }

    @ParameterizedTest
    @MethodSource("homes")
    void should_name_unreadable_sources(Path home) throws Exception {
        Files.writeString(cwd.resolve("args"), ON_ERROR + "=\"touch args\"");
        try (RealJvm jvm = new RealJvm(home, cwd, Map.of(), List.of("@args", "-XX:-UsePerfData"))) {
            assertThat(jvm.options().onOutOfMemoryError()).isEmpty();
            assertThat(jvm.options().unseen()).containsExactly("the options in @args");
        }
        try (RealJvm jvm = new RealJvm(home, cwd, Map.of(), List.of("-Da=" + "b".repeat(1024), "@args"))) {
            assertThat(jvm.options().onOutOfMemoryError()).isEmpty();
            assertThat(jvm.options().unseen()).containsExactly("the options that java.rt.vmArgs truncates");
        }
    }

    @ParameterizedTest
    @MethodSource("homes")
    void should_tell_how_it_ends(Path home) throws Exception {
        List<String> options =
                List.of("-XX:-ExitOnOutOfMemoryError", "-XX:+ExitOnOutOfMemoryError", ON_ERROR + "=touch f");
        try (RealJvm jvm = new RealJvm(home, cwd, Map.of(), options)) {
            assertThat(jvm.options().atError()).isEqualTo(AtError.EXITS);
            jvm.runOutOfHeap();
            assertThat(jvm.exit()).isEqualTo(3);
            assertThat(cwd.resolve("f")).exists();
        }
    }

    @ParameterizedTest
    @MethodSource("homes")
    void should_be_killed_before_the_next_command(Path home) throws Exception {
        List<String> options = List.of(ON_ERROR + "=kill -9 $PPID; touch f");
        try (RealJvm jvm = new RealJvm(home, cwd, Map.of(), options)) {
            assertThat(effect(jvm)).isEqualTo(new Effect.Kills());
            jvm.runOutOfHeap();
            assertThat(jvm.exit()).isEqualTo(128 + 9);
            assertThat(cwd.resolve("f")).doesNotExist();
        }
    }

    @ParameterizedTest
    @MethodSource("homes")
    void should_run_oome_flag(Path home) throws Exception {
        Path script = Path.of("src/main/sh/oome_flag").toAbsolutePath();
        List<String> options = List.of(ON_ERROR + "=" + script);
        try (RealJvm jvm = new RealJvm(home, cwd, Map.of("HOMEDIR", cwd + "/home"), options)) {
            Path flag = cwd.resolve("home/work/oome");
            assertThat(effect(jvm)).isEqualTo(new Effect.Touches(List.of(flag.toString()), false, Optional.empty()));
            jvm.runOutOfHeap();
            assertThat(flag).exists();
        }
    }

    @ParameterizedTest
    @MethodSource("homes")
    void should_find_the_heap_dump(Path home) throws Exception {
        Files.createDirectory(cwd.resolve("d"));
        for (String path : List.of("", "d", "f", "f%p.%p")) {
            List<String> options = List.of("-XX:+HeapDumpOnOutOfMemoryError", "-XX:HeapDumpPath=" + path);
            try (RealJvm jvm = new RealJvm(home, cwd, Map.of(), options)) {
                jvm.runOutOfHeap();
                List<Path> files = jvm.options().heapDump().files(jvm.pid(), cwd, Files::isDirectory);
                assertThat(files).as(path).filteredOn(Files::exists).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("homes")
    void should_get_no_heap_dump_if_its_path_exists(Path home) throws Exception {
        Files.writeString(cwd.resolve("old"), "old");
        Files.createSymbolicLink(cwd.resolve("link"), Path.of("nowhere"));
        for (String path : List.of("old", "link")) {
            List<String> options = List.of("-XX:+HeapDumpOnOutOfMemoryError", "-XX:HeapDumpPath=" + path);
            try (RealJvm jvm = new RealJvm(home, cwd, Map.of(), options)) {
                jvm.runOutOfHeap();
            }
        }
        assertThat(cwd.resolve("old")).hasContent("old");
        assertThat(cwd.resolve("nowhere")).doesNotExist();
    }

    private void agrees(Path home, Map<String, String> environment, List<String> options, String... files)
            throws Exception {
        try (RealJvm jvm = new RealJvm(home, cwd, environment, options)) {
            JvmOptions read = jvm.options();
            assertThat(jvm.isLauncher()).isTrue();
            assertThat(read.unseen()).isEmpty();
            assertThat(read.onOutOfMemoryError()).isEqualTo(jvm.flag("OnOutOfMemoryError"));
            assertThat(read.atError() == AtError.EXITS).isEqualTo(isOn(jvm, "ExitOnOutOfMemoryError"));
            assertThat(read.atError() == AtError.CRASHES).isEqualTo(isOn(jvm, "CrashOnOutOfMemoryError"));
            assertThat(read.heapDump().path()).isEqualTo(String.join("", jvm.flag("HeapDumpPath")));
            List<String> expected = Stream.of(files)
                    .map(it -> it.replace("PID", Integer.toString(jvm.pid())))
                    .toList();
            assertThat(effect(jvm)).isEqualTo(new Effect.Touches(expected, false, Optional.empty()));
            jvm.runOutOfHeap();
            assertThat(expected).allSatisfy(it -> assertThat(cwd.resolve(it)).exists());
        }
    }

    private static Effect effect(RealJvm jvm) throws IOException {
        return new OomeCommands(jvm.pid(), jvm.environ()).effect(jvm.options().onOutOfMemoryError());
    }

    private static boolean isOn(RealJvm jvm, String flag) {
        return jvm.flag(flag).equals(List.of("true"));
    }
}
