package io.oome.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Runs the built programs from the install tree of {@code mvn package}: {@code target/oome-monitor}, or the system
 * property {@code oome.install}. A program never inherits a SUPERVISOR_* variable of the build, it gets only those that
 * the test sets.
 */
public final class Launcher {

    /** How a program ended: 128 + N stands for signal N, as in a shell. */
    public record Result(int exit, String out, String err) {}

    private Launcher() {}

    /** Runs {@code bin/argv[0]} with an empty standard input. */
    public static Result run(Duration limit, Map<String, String> env, Path cwd, String... argv) {
        return runCommand(limit, env, cwd, commandOf(argv));
    }

    /** Starts {@code bin/argv[0]} and returns at once. */
    public static Launched start(Map<String, String> env, Path cwd, String... argv) {
        return startCommand(env, cwd, commandOf(argv));
    }

    /** Whether the install tree contains an executable, not jars for a JVM. */
    static boolean isNative() {
        return Files.notExists(program("oome_monitor").resolveSibling("../lib/oome-monitor/quarkus-run.jar"));
    }

    static boolean isStatic() {
        return Boolean.getBoolean("oome.static");
    }

    /** A program of the install tree, by the name to call it by. */
    public static Path program(String name) {
        Path program = Path.of(System.getProperty("oome.install", "target/oome-monitor"))
                .toAbsolutePath()
                .normalize()
                .resolve("bin")
                .resolve(name);
        if (!Files.isExecutable(program)) {
            throw new AssertionError(program + " is missing: run mvn package, or set -Doome.install");
        }
        return program;
    }

    /** Runs any command with an empty standard input. */
    public static Result runCommand(Duration limit, Map<String, String> env, Path cwd, List<String> command) {
        try (Launched launched = startCommand(env, cwd, command)) {
            launched.endInput();
            return launched.awaitExit(limit);
        }
    }

    static Launched startCommand(Map<String, String> env, Path cwd, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(cwd.toFile());
        removeSupervisorVariables(builder.environment());
        builder.environment().putAll(env);
        return Launched.start(builder);
    }

    static void removeSupervisorVariables(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("SUPERVISOR_"));
    }

    private static List<String> commandOf(String... argv) {
        List<String> command = new ArrayList<>(Arrays.asList(argv));
        command.set(0, program(argv[0]).toString());
        return command;
    }
}
