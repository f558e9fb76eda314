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
 * {@code --exec FILE}: a program of the operator's, which learns what we do from its environment. What it says on stderr goes
 * to our log, line by line; its stdout is discarded, for ours may be an event stream. It is killed when its time is up.
 */
public final class Hook {

    public static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(Hook.class);

    /** The rest of our environment is ours: passwords are in it. */
    private static final Set<String> PASSED_ON = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ");

    private static final int MOST_LINES = 100;
    private static final int LONGEST_LINE = 1000;

    private final Path file;
    private final Function<Path, Optional<String>> distrust;
    private final Duration limit;

    /**
     * @param distrust why a file may be another's work, if it may
     * @param limit for how long it may run
     */
    public Hook(Path file, Function<Path, Optional<String>> distrust, Duration limit) {
        this.file = file;
        this.distrust = distrust;
        this.limit = limit;
    }

    /** Why it can't be run as it is. */
    public Optional<String> problem() {
        if (!file.isAbsolute()) {
            return Optional.of(file + " is no absolute path");
        }
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            return Optional.of(file + " is no file that we may execute");
        }
        return distrust.apply(file);
    }

    /**
     * Starts it.
     *
     * @param what it is run for, in words for the log
     * @return empty if it can't be started, which the log says
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

    /** One run of it. */
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

        /** Asked again and again: it is killed when its time is up, with all that it has started. */
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

        /** With all that it has started, if it has not ended. */
        public void kill(String why) {
            if (process.isAlive()) {
                LOG.warnf("--exec %s, %s: killed %s", file, what, why);
                List<ProcessHandle> children = process.descendants().toList();
                process.destroyForcibly();
                children.forEach(ProcessHandle::destroyForcibly);
            }
        }

        /** Its lines are lines of our log. Nothing here waits for more of them than there is. */
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
                LOG.warnf("--exec %s, %s: says more than %d lines; the rest is passed over", file, what, MOST_LINES);
            }
            said.reset();
        }
    }
}
