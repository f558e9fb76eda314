package io.oome.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a program on a terminal of its own, like docker exec -t: its output is what the terminal receives. */
final class Terminal {

    private static final String SCRIPT =
            """
            import fcntl, os, pty, struct, sys, termios
            columns = int(sys.argv[1])
            pid, master = pty.fork()
            if pid == 0:
                fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 50, columns, 0, 0))
                os.execv(sys.argv[2], sys.argv[2:])
            while True:
                try:
                    read = os.read(master, 65536)
                except OSError:
                    break
                if not read:
                    break
                os.write(1, read)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            """;

    private Terminal() {}

    /** Runs {@code oome_monitor}; drops the carriage return that the terminal adds before each line feed. */
    static Launcher.Result run(RealSupervisord supervisord, int columns, Map<String, String> env, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                String.valueOf(columns),
                Launcher.program("oome_monitor").toString(),
                "--server-url",
                supervisord.serverUrl()));
        words.addAll(Arrays.asList(arguments));
        Map<String, String> environment = new HashMap<>(ByHand.environment(supervisord));
        environment.put("TERM", "xterm");
        environment.put("NO_COLOR", "");
        environment.put("COLUMNS", "");
        environment.putAll(env);
        Launcher.Result result = Launcher.runCommand(
                ByHand.SOON,
                environment,
                supervisord.folder(),
                List.of(Python.script(supervisord.folder(), "terminal", SCRIPT, words.toArray(String[]::new))));
        return new Launcher.Result(result.exit(), result.out().replace("\r\n", "\n"), result.err());
    }
}
