package io.oome.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.oome.it.LeakingJvm;
import io.oome.proc.Environ;
import io.oome.proc.Proc;
import io.oome.proc.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A JVM that prints its flags, and runs out of heap on request. */
final class RealJvm implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String TRIGGER = "trigger";

    private final Proc proc = new Proc();
    private final Path cwd;
    private final Path output;
    private final Process process;

    RealJvm(Path home, Path cwd, Map<String, String> environment, List<String> options) throws IOException {
        this.cwd = cwd;
        this.output = Files.createTempFile("jvm", ".out");
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/java").toString(), "-Xmx16m"));
        command.addAll(options);
        command.addAll(List.of(
                "-XX:+PrintFlagsFinal", "-cp", System.getProperty("java.class.path"), LeakingJvm.class.getName()));
        command.add(TRIGGER);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(cwd.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeAll(JvmVariables.NAMES);
        builder.environment().putAll(environment);
        process = builder.redirectOutput(output.toFile()).start();
        await().atMost(SOON).until(() -> isPrinted("started pid"));
    }

    int pid() {
        return (int) process.pid();
    }

    private boolean isPrinted(String text) {
        if (!process.isAlive() && !output().contains(text)) {
            throw new AssertionError("the JVM has ended: " + output());
        }
        return output().contains(text);
    }

    private String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Optional<Environ> environ() {
        return environReading().known();
    }

    private Reading<Environ> environReading() {
        return proc.environ(pid(), JvmVariables.NAMES::contains);
    }

    JvmOptions options() throws IOException {
        int uid = (int) Files.getAttribute(cwd, "unix:uid");
        PerfDataFile perfData = new PerfDataFile(Path.of("/tmp"), System.getProperty("user.name"), uid);
        return JvmOptions.of(proc.cmdline(pid()), environReading(), () -> perfData.read(pid()));
    }

    boolean isLauncher() throws IOException {
        List<String> argv = proc.cmdline(pid()).known().orElseThrow();
        Path exe = Files.readSymbolicLink(proc.file(pid(), "exe"));
        return JvmSigns.isLauncher(argv, Optional.of(exe)) && JvmSigns.isLauncher(argv, Optional.empty());
    }

    /** The lines of PrintFlagsFinal for one flag. */
    List<String> flag(String name) {
        return Pattern.compile("\\b" + name + " +\\+?= ?(.*?) +\\{[^\n]*|\\b" + name + " +\\+?= ?(.*)")
                .matcher(output())
                .results()
                .map(RealJvm::value)
                .filter(it -> !it.isEmpty())
                .toList();
    }

    private static String value(MatchResult match) {
        return (match.group(1) == null ? match.group(2) : match.group(1)).strip();
    }

    /** Returns when the JVM has caught its OutOfMemoryError, or ended by it. */
    void runOutOfHeap() throws IOException {
        Files.createFile(cwd.resolve(TRIGGER));
        await().atMost(SOON).until(() -> !process.isAlive() || output().contains("\nOutOfMemoryError\n"));
    }

    int exit() throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        Files.delete(output);
    }
}
