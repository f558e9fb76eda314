package io.oome.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Debian's supervisorctl, about 150 ms per call. */
final class Supervisorctl {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path configFile;

    Supervisorctl(Path configFile) {
        this.configFile = configFile;
    }

    Launcher.Result run(String... args) {
        List<String> command = new ArrayList<>(List.of("supervisorctl", "-c", configFile.toString()));
        command.addAll(List.of(args));
        return Launcher.runCommand(LIMIT, Map.of("PYTHONUTF8", "1"), configFile.getParent(), command);
    }
}
