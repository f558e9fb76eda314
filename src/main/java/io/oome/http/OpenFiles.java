package io.oome.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * RLIMIT_NOFILE, from /proc/self/limits, proc_pid_limits(5):
 *
 * <pre>
 * Limit                     Soft Limit           Hard Limit           Units
 * Max open files            1024                 524288               files
 * </pre>
 */
final class OpenFiles {

    private static final Pattern SOFT_LIMIT = Pattern.compile("(?m)^Max open files\\s+(\\d{1,18})\\s");

    private OpenFiles() {}

    /** How many more files this process may open; a very large number where that is unlimited or unknown. */
    static long left() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return parse(Files.readString(Path.of("/proc/self/limits"))) - open.count();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    static long parse(String limits) {
        Matcher matcher = SOFT_LIMIT.matcher(limits);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : Long.MAX_VALUE;
    }
}
