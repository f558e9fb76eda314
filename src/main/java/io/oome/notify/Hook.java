package io.oome.notify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * {@code --exec FILE}: the operator's program. Its environment says what the monitor does. Its stderr goes to the log,
 * line by line; its stdout is discarded, because the monitor's can be an event stream. It is killed when its time is
 * up.
 */
public final class Hook {

    public static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(Hook.class);

    /** Nothing else is passed on: the monitor's environment holds passwords. */
    private static final Set<String> PASSED_ON = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ");

    private static final int MOST_LINES = 100;
    private static final int LONGEST_LINE = 1000;

    private final Path file;
    private final Function<Path, Optional<String>> distrust;
    private final Duration limit;

    /**
     * @param distrust why a file can't be trusted; empty if it can
     * @param limit how long the program can run
     */
    public Hook(Path file, Function<Path, Optional<String>> distrust, Duration limit) {
        this.file = file;
        this.distrust = distrust;
        this.limit = limit;
    }

    /** Why the file can't be run; empty if it can. */
    public Optional<String> problem() {
        if (!file.isAbsolute()) {
            return Optional.of(file + " is not an absolute path");
        }
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            return Optional.of(file + " is not a file that this user can execute");
        }
        return distrust.apply(file);
    }

    /**
     * Starts the program.
     *
     * @param what the occasion, for the log
     * @return empty if the program can't be started; the reason is logged
     */
    public Optional<Running> start(String what, Map<String, String> variables) {
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            LOG.warnf("--exec %s, %s: not run: %s", file, what, problem.get());
            return Optional.empty();
        }
        ProcessBuilder builder = new ProcessBuilder(file.toString());
        builder.environment().keySet().retainAll(PASSED_ON);
        builder.environment().putAll(variables);
        builder.directory(Path.of("/").toFile());
        builder.redirectOutput(Redirect.DISCARD);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return Optional.of(new Running(what, process));
        } catch (IOException e) {
            LOG.warnf("--exec %s, %s: %s", file, what, e.getMessage());
            return Optional.empty();
        }
    }

    /** One run of the program. */
    public final class Running {

        private final String what;
        private final Process process;
        private final long begun = System.nanoTime();
        private final ByteArrayOutputStream said = new ByteArrayOutputStream();
        private int lines;

        private Running(String what, Process process) {
            this.what = what;
            this.process = process;
        }

        /**
         * Poll this: it also logs the program's output, and kills the program and its descendants when their time is
         * up.
         */
        public boolean isOver() {
            boolean alive = process.isAlive();
            listen(!alive);
            if (alive) {
                boolean late = System.nanoTime() - begun > limit.toNanos();
                if (late) {
                    kill("after " + limit.toSeconds() + " s");
                }
                return late;
            }
            if (process.exitValue() != 0) {
                LOG.warnf("--exec %s, %s: exit status %d", file, what, process.exitValue());
            }
            return true;
        }

        /** Kills the program, if it still runs, and its descendants. */
        public void kill(String why) {
            if (process.isAlive()) {
                LOG.warnf("--exec %s, %s: killed %s", file, what, why);
                List<ProcessHandle> children = process.descendants().toList();
                process.destroyForcibly();
                children.forEach(ProcessHandle::destroyForcibly);
            }
        }

        /** Logs the program's stderr, line by line, without waiting for more. */
        private void listen(boolean isLast) {
            try {
                InputStream stderr = process.getErrorStream();
                for (int left = stderr.available(); left > 0; left = stderr.available()) {
                    for (byte b : stderr.readNBytes(left)) {
                        hear(b);
                    }
                }
            } catch (IOException e) {
                LOG.debugf("--exec %s, %s: %s", file, what, e.getMessage());
            }
            if (isLast && said.size() > 0) {
                hear((byte) '\n');
            }
        }

        private void hear(byte b) {
            if (b != '\n') {
                if (said.size() < LONGEST_LINE) {
                    said.write(b);
                }
                return;
            }
            lines++;
            if (lines <= MOST_LINES) {
                LOG.warnf("--exec %s, %s: %s", file, what, said.toString(StandardCharsets.UTF_8));
            } else if (lines == MOST_LINES + 1) {
                LOG.warnf("--exec %s, %s: wrote more than %d lines; ignoring the rest", file, what, MOST_LINES);
            }
            said.reset();
        }
    }
}
