package io.oome.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's supervisorctl, some 150 ms a call. */
final class Supervisorctl {

    /** What {@link #state} says of a process that supervisord does not know. */
    static final String UNKNOWN_NAME = "NO SUCH PROCESS";

    /** A line of its status: {@code workers:workers_00   RUNNING   pid 4711, uptime 0:00:01}. */
    record Status(String state, long pid) {

        private static final Pattern LINE = Pattern.compile("^\\S+ +([A-Z]+)(?: +pid (\\d+),)?.*", Pattern.DOTALL);

        static Status parse(String line) {
            Matcher matcher = LINE.matcher(line);
            if (line.contains(": ERROR (no such ")) {
                return new Status(UNKNOWN_NAME, 0);
            }
            if (!matcher.matches()) {
                throw new AssertionError("supervisorctl status said: " + line);
            }
            String pid = matcher.group(2);
            return new Status(matcher.group(1), pid == null ? 0 : Long.parseLong(pid));
        }
    }

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

    /** The pid is 0 except in RUNNING. */
    Status status(String name) {
        return Status.parse(run("status", name).out());
    }

    String state(String name) {
        return status(name).state();
    }

    /** The pid in whatever state, 0 when it is down. */
    long pid(String name) {
        String out = run("pid", name).out().strip();
        if (!out.matches("\\d+")) {
            throw new AssertionError("supervisorctl pid " + name + " said: " + out);
        }
        return Long.parseLong(out);
    }

    boolean reaches(long pidOfSupervisord) {
        return run("pid").out().strip().equals(Long.toString(pidOfSupervisord));
    }
}
