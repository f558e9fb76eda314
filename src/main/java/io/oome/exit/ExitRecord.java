package io.oome.exit;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What supervisord's own log says about a run that has ended:
 *
 * <pre>
 * 2026-11-20 23:59:01,123 INFO spawned: 'web' with pid 71
 * 2026-11-20 23:59:12,456 WARN exited: web (terminated by SIGKILL; not expected)
 * 2026-11-20 23:59:12,460 INFO spawned: 'web' with pid 98
 * </pre>
 *
 * No other source has it: when the event of an automatically restarted process arrives, XML-RPC no longer gives its
 * exit status, and the signal is never available elsewhere.
 *
 * @param ending {@code exit status 7}, {@code terminated by SIGKILL}
 * @param lasted from spawn to exit, if these lines have both
 */
record ExitRecord(String ending, Optional<Duration> lasted) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS");
    private static final int TIME_LENGTH = "2026-11-20 23:59:01,123".length();
    private static final Pattern SPAWNED = Pattern.compile("\\w+ spawned: '(.*)' with pid (\\d+)");
    private static final Pattern EXITED = Pattern.compile("\\w+ exited: (.*) \\((.*); (?:not )?expected\\)");

    /**
     * Finds the exit between the spawn lines around it: names are unique only within a group, and supervisord logs an
     * exit without its pid.
     *
     * @param pid of the run that has ended
     * @param next the pid of the present run, 0 if none
     * @return empty if these lines have no such exit, or two
     */
    static Optional<ExitRecord> find(List<String> lines, String process, int pid, int next) {
        List<String> own = lines.stream().filter(it -> isOf(process, it)).toList();
        int spawned = indexOfSpawning(own, pid);
        if (spawned >= 0) {
            return exit(own, spawned + 1).map(it -> new ExitRecord(it.ending, between(own, spawned, spawned + 1)));
        }
        int end = next == 0 ? own.size() : indexOfSpawning(own, next);
        boolean ambiguous = exit(own, end - 2).isPresent();
        return ambiguous ? Optional.empty() : exit(own, end - 1);
    }

    private static boolean isOf(String process, String line) {
        Matcher spawned = SPAWNED.matcher(afterTime(line));
        Matcher exited = EXITED.matcher(afterTime(line));
        return (spawned.matches() && spawned.group(1).equals(process))
                || (exited.matches() && exited.group(1).equals(process));
    }

    private static int indexOfSpawning(List<String> lines, int pid) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            Matcher spawned = SPAWNED.matcher(afterTime(lines.get(i)));
            if (spawned.matches() && spawned.group(2).equals(String.valueOf(pid))) {
                return i;
            }
        }
        return -1;
    }

    /** The exit in that line; empty if the line does not exist, or is of another kind. */
    private static Optional<ExitRecord> exit(List<String> lines, int index) {
        if (index < 0 || index >= lines.size()) {
            return Optional.empty();
        }
        Matcher exited = EXITED.matcher(afterTime(lines.get(index)));
        return exited.matches() ? Optional.of(new ExitRecord(exited.group(2), Optional.empty())) : Optional.empty();
    }

    private static String afterTime(String line) {
        return line.length() > TIME_LENGTH ? line.substring(TIME_LENGTH).strip() : "";
    }

    private static Optional<Duration> between(List<String> lines, int from, int to) {
        try {
            return Optional.of(Duration.between(time(lines.get(from)), time(lines.get(to))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static LocalDateTime time(String line) {
        return LocalDateTime.parse(line.substring(0, TIME_LENGTH), TIME);
    }
}
