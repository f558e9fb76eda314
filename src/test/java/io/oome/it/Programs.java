package io.oome.it;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code command=} lines of programs that supervisord runs. */
public final class Programs {

    private static final Pattern PLAIN = Pattern.compile("[\\w./:=,+@%-]+");
    private static final Pattern COMMENT_OR_LINE_END = Pattern.compile("\\s[;#]|[\\r\\n]");

    private Programs() {}

    /**
     * The {@code command=} line that gives a process exactly these arguments. supervisord parses it three times: as a
     * line whose comment begins with a space and ";" or "#", even within quotes; as a Python format ("%"); and as words
     * quoted for a shell.
     */
    public static String command(String... argv) {
        return "command=" + Arrays.stream(argv).map(Programs::word).collect(Collectors.joining(" "));
    }

    /** A program of the install tree. */
    public static String installed(String name, String... args) {
        List<String> argv = new ArrayList<>(List.of(Launcher.program(name).toString()));
        argv.addAll(List.of(args));
        return command(argv.toArray(String[]::new));
    }

    /** A {@link LeakingJvm} that leaks when the trigger file appears, then leaves an empty flag file. */
    public static String leakingJvm(Path flag, Path trigger, String... extraJvmFlags) {
        return leakingJvm(touch(flag), trigger, extraJvmFlags);
    }

    /** A {@link LeakingJvm} with the given -XX:OnOutOfMemoryError, where %p is the pid and %% a percent sign. */
    public static String leakingJvm(String onOutOfMemoryError, Path trigger, String... extraJvmFlags) {
        List<String> argv = jvm(onOutOfMemoryError, extraJvmFlags);
        argv.add(trigger.toString());
        return command(argv.toArray(String[]::new));
    }

    /** A {@link LeakingJvm} that leaks as soon as it has started, then leaves an empty flag file. */
    public static String jvmLeakingAtOnce(Path flag, String... extraJvmFlags) {
        return command(jvm(touch(flag), extraJvmFlags).toArray(String[]::new));
    }

    /** Runs long; ends at once on SIGTERM. */
    public static String sleeper() {
        return command("sleep", "86400");
    }

    /**
     * Runs long; ends that long after SIGTERM. It waits in a child, which it ends at SIGTERM; only SIGKILL orphans the
     * child.
     */
    public static String slowStopper(int seconds) {
        return command("sh", "-c", "trap 'kill $!;wait $!;exec sleep " + seconds + "' TERM;sleep 86400 & wait $!");
    }

    /** The same, but ends as soon as that file exists. */
    public static String stopperUntil(Path released) {
        String waits = "until test -e " + released + ";do sleep 0.05;done;exit";
        return command("sh", "-c", "trap 'kill $!;wait $!;" + waits + "' TERM;sleep 86400 & wait $!");
    }

    /** Exits with the code, that long after it has started. */
    public static String crasher(Duration after, int code) {
        double seconds = after.toMillis() / 1000.0;
        return command("sh", "-c", "trap 'kill $!;exit 143' TERM;sleep " + seconds + " & wait $!;exit " + code);
    }

    private static List<String> jvm(String onOutOfMemoryError, String... extraJvmFlags) {
        List<String> argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-Xlog:disable",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:OnOutOfMemoryError=" + onOutOfMemoryError));
        argv.addAll(List.of(extraJvmFlags));
        argv.addAll(List.of("-cp", testClasses().toString(), LeakingJvm.class.getName()));
        return argv;
    }

    /** The JVM passes the text to a shell, after splitting it at each ";" and replacing %p and %%. */
    private static String touch(Path flag) {
        return "touch '" + flag.toString().replace("%", "%%") + "'";
    }

    static Path testClasses() {
        try {
            return Path.of(LeakingJvm.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String word(String argument) {
        if (COMMENT_OR_LINE_END.matcher(argument).find()) {
            throw new IllegalArgumentException("supervisord would cut this short: " + argument);
        }
        String escaped = argument.replace("%", "%%");
        if (PLAIN.matcher(argument).matches()) {
            return escaped;
        }
        return '"' + escaped.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
