package io.oome.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an operator does in a shell next to a {@link RealSupervisord}. */
final class ByHand {

    static final Duration SOON = Duration.ofSeconds(30);

    private ByHand() {}

    /** Runs {@code oome_monitor} with --server-url, because other supervisords can run on this machine. */
    static Launcher.Result oomeMonitor(RealSupervisord supervisord, String... arguments) {
        return oomeMonitor(supervisord, Map.of(), arguments);
    }

    static Launcher.Result oomeMonitor(RealSupervisord supervisord, Map<String, String> more, String... arguments) {
        List<String> argv = new ArrayList<>(List.of("oome_monitor", "--server-url", supervisord.serverUrl()));
        argv.addAll(Arrays.asList(arguments));
        Map<String, String> environment = environment(supervisord);
        environment.putAll(more);
        return Launcher.run(SOON, environment, supervisord.folder(), argv.toArray(String[]::new));
    }

    static Launched start(RealSupervisord supervisord, String... arguments) {
        List<String> argv = new ArrayList<>(List.of("oome_monitor", "--server-url", supervisord.serverUrl()));
        argv.addAll(Arrays.asList(arguments));
        return Launcher.start(environment(supervisord), supervisord.folder(), argv.toArray(String[]::new));
    }

    static Map<String, String> environment(RealSupervisord supervisord) {
        Map<String, String> environment = new HashMap<>();
        environment.put("OOME_MONITOR_STATE_DIR", stateDir(supervisord.folder()).toString());
        if (supervisord.user() != null) {
            environment.put("SUPERVISOR_USERNAME", supervisord.user());
            environment.put("SUPERVISOR_PASSWORD", supervisord.password());
        }
        return environment;
    }

    /** The folder of the journal, for runs by hand and for the listeners of {@link #watched}. */
    static Path stateDir(Path folder) {
        return folder.resolve("state");
    }

    /** A supervisord whose children keep their journal in its folder. */
    static SupervisordConfig watched() {
        SupervisordConfig config = RealSupervisord.configured();
        return config.environment(
                "OOME_MONITOR_STATE_DIR", stateDir(config.folder()).toString());
    }

    /** The journal entries of unfinished restarts. */
    static List<Path> unfinished(RealSupervisord supervisord) {
        Path folder = stateDir(supervisord.folder());
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (var files = Files.walk(folder)) {
            return files.filter(it -> it.toString().endsWith(".entry"))
                    .filter(ByHand::isUnfinished)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isUnfinished(Path entry) {
        try {
            return Files.readString(entry).contains("\nrestart ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often supervisord has started a program. */
    static long spawned(RealSupervisord supervisord, String name) {
        return supervisord
                .log()
                .lines()
                .filter(line -> line.contains("spawned: '" + name + "' with pid"))
                .count();
    }
}
