package io.oome.it;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The {@code command=} lines of programs for supervisord to run. */
public final class Programs {

    private static final Pattern PLAIN = Pattern.compile("[\\w./:=,+@%-]+");
    private static final Pattern COMMENT_OR_LINE_END = Pattern.compile("\\s[;#]|[\\r\\n]");

    private Programs() {}

    /**
     * The {@code command=} line that gives a process exactly these arguments. supervisord reads it three times over: as a
     * line whose comment begins with blank and ";" or "#", even within quotes, as a Python format ("%"), and as words
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

    /** A {@link LeakingJvm} that leaks when the trigger file appears, and then leaves an empty flag file. */
    public static String leakingJvm(Path flag, Path trigger, String... extraJvmFlags) {
        return leakingJvm(touch(flag), trigger, extraJvmFlags);
    }

    /** A {@link LeakingJvm} with an -XX:OnOutOfMemoryError of the caller's: in it %p is the pid, %% a percent sign. */
    public static String leakingJvm(String onOutOfMemoryError, Path trigger, String... extraJvmFlags) {
        List<String> argv = jvm(onOutOfMemoryError, extraJvmFlags);
        argv.add(trigger.toString());
        return command(argv.toArray(String[]::new));
    }

    /** A {@link LeakingJvm} that leaks, and leaves an empty flag file, as soon as it has started. */
    public static String jvmLeakingAtOnce(Path flag, String... extraJvmFlags) {
        return command(jvm(touch(flag), extraJvmFlags).toArray(String[]::new));
    }

    /** Lives long, ends at once on SIGTERM. */
    public static String sleeper() {
        return command("sleep", "86400");
    }

    /** Lives long, ends that long after SIGTERM. It waits in a child, which it ends at SIGTERM; only SIGKILL orphans that. */
    public static String slowStopper(int seconds) {
        return command("sh", "-c", "trap 'kill $!;wait $!;exec sleep " + seconds + "' TERM;sleep 86400 & wait $!");
    }

    /** The same, but it ends as soon as that file is there. */
    public static String stopperUntil(Path released) {
        String waits = "until test -e " + released + ";do sleep 0.05;done;exit";
        return command("sh", "-c", "trap 'kill $!;wait $!;" + waits + "' TERM;sleep 86400 & wait $!");
    }

    /** Exits with the code, that long after its start. */
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

    /** The JVM hands the text to a shell, after it has cut it at each ";" and replaced %p and %%. */
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
