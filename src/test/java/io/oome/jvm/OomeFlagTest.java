package io.oome.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.oome.proc.Environ;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script, run by the installed shells, and what the monitor says of it. */
@Timeout(30)
class OomeFlagTest {

    private static final Path SCRIPT = Path.of("src/main/sh/oome_flag").toAbsolutePath();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"dash", "busybox sh", "bash"})
    void should_create_the_flag_where_the_monitor_looks(String shell) throws Exception {
        assumeThat(isInstalled(shell)).as("%s is installed", shell).isTrue();
        check(shell, "work/oome", Map.of());
        check(shell, "work/oome", Map.of("OOME_FILE", "", "HOMEDIR", ""));
        check(shell, folder + "/home/work/oome", Map.of("HOMEDIR", folder + "/home"));
        check(shell, "a b/it's", Map.of("OOME_FILE", "a b/it's", "HOMEDIR", "home"));
        check(shell, folder + "/-n", Map.of("OOME_FILE", folder + "/-n"));
        check(shell, "-f", Map.of("OOME_FILE", "-f"));
        check(shell, "f%p", Map.of("OOME_FILE", "f%p"));
        check(
                shell,
                "web_00/apps.web_00",
                Map.of(
                        "OOME_FILE",
                        "%(process_name)s/%(group_name)s.%(process_name)s",
                        "SUPERVISOR_PROCESS_NAME",
                        "web_00",
                        "SUPERVISOR_GROUP_NAME",
                        "apps"));
    }

    private void check(String shell, String expected, Map<String, String> environment) throws Exception {
        assertThat(OomeFlag.file(new Environ(new HashMap<>(environment)))).isEqualTo(expected);
        assertThat(run(shell, environment)).isEmpty();
        Path flag = folder.resolve(expected);
        assertThat(made()).containsExactly(flag);
        Files.delete(flag);
    }

    private String run(String shell, Map<String, String> environment) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Arrays.stream(shell.split(" ")), Stream.of(SCRIPT.toString()))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeAll(JvmVariables.NAMES);
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private static boolean isInstalled(String shell) {
        return Stream.of("/bin/", "/usr/bin/").anyMatch(bin -> Files.isExecutable(Path.of(bin + shell.split(" ")[0])));
    }

    private List<Path> made() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
