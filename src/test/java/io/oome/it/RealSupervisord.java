package io.oome.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Debian's supervisord, run from a temporary folder. Closing it, or the end of the test JVM, removes the folder and
 * every process that came from it.
 */
public final class RealSupervisord implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final SupervisordConfig config;
    private final Supervisorctl supervisorctl;
    private final BareRpc rpc;
    private final ProcessFamily family = new ProcessFamily();
    private final Thread atShutdown = new Thread(this::cleanUp, "end of supervisord");
    private Process process;
    private boolean closed;

    private RealSupervisord(SupervisordConfig config) {
        this.config = config;
        this.supervisorctl = new Supervisorctl(config.supervisorctlFile());
        this.rpc = new BareRpc(config);
    }

    /** Begins a configuration; {@link SupervisordConfig#start} ends it. */
    public static SupervisordConfig configured() {
        return new SupervisordConfig();
    }

    static RealSupervisord start(SupervisordConfig config) {
        RealSupervisord supervisord = new RealSupervisord(config);
        Runtime.getRuntime().addShutdownHook(supervisord.atShutdown);
        try {
            supervisord.startAgain();
            return supervisord;
        } catch (RuntimeException | Error e) {
            supervisord.close();
            throw e;
        }
    }

    public Path folder() {
        return config.folder();
    }

    public Path configFile() {
        return config.file();
    }

    /** The URL for SUPERVISOR_SERVER_URL: unix://… if it has that server, otherwise http://…. */
    public String serverUrl() {
        return config.serverUrl();
    }

    /** http://127.0.0.1:PORT; useful only with an inet server. */
    public String inetUrl() {
        return config.inetUrl();
    }

    /** Null without credentials. */
    public String user() {
        return config.user();
    }

    /** Null without credentials; the plain text even if the server has only a digest. */
    public String password() {
        return config.password();
    }

    public long pidOfSupervisord() {
        return process.pid();
    }

    /** Runs supervisorctl, with a configuration file that always names this supervisord. */
    public Launcher.Result ctl(String... args) {
        return supervisorctl.run(args);
    }

    /** Its statename, such as RUNNING, or "NO SUCH PROCESS". The name is "process" or "group:process". */
    public String state(String name) {
        return rpc.processInfo(name).map(BareRpc.Info::statename).orElse("NO SUCH PROCESS");
    }

    /** 0 if it is down. */
    public long pid(String name) {
        return rpc.processInfo(name)
                .map(BareRpc.Info::pid)
                .orElseThrow(() -> new AssertionError("no such process: " + name));
    }

    public void awaitState(String name, String state, Duration limit) {
        Eventually.within(limit, () -> state(name).equals(state), () -> said(name + " is not " + state));
    }

    /** Waits until it is RUNNING with a pid other than the old one, and returns the new one. */
    public long awaitNewPid(String name, long oldPid, Duration limit) {
        Eventually.within(limit, () -> runsWithNewPid(name, oldPid), () -> said(name + " still has pid " + oldPid));
        return pid(name);
    }

    /** Waits for a match in the process's standard output, where ^ and $ match at line ends. */
    public void awaitStdout(String name, String regex, Duration limit) {
        awaitText(() -> stdoutOf(name), "stdout of " + name, regex, limit);
    }

    /** Waits for a match in the process's standard error, where ^ and $ match at line ends. */
    public void awaitStderr(String name, String regex, Duration limit) {
        awaitText(() -> stderrOf(name), "stderr of " + name, regex, limit);
    }

    /** Waits for a match in supervisord's own log, where ^ and $ match at line ends. */
    public void awaitLog(String regex, Duration limit) {
        awaitText(this::log, "supervisord's log", regex, limit);
    }

    /** Rewrites the configuration, and has supervisord apply the changes of its programs. */
    public void reconfigure(Consumer<SupervisordConfig> change) {
        change.accept(config);
        config.write();
        Launcher.Result reread = ctl("reread");
        Launcher.Result update = ctl("update");
        if (reread.exit() != 0 || update.exit() != 0) {
            throw new AssertionError(said("reread: " + reread + ", update: " + update));
        }
    }

    /** supervisord's own log, over all its runs. */
    public String log() {
        return read(config.log());
    }

    /** The output of all runs of the process; empty if there is none yet. */
    public String stdoutOf(String name) {
        return read(config.log(name, "stdout"));
    }

    public String stderrOf(String name) {
        return read(config.log(name, "stderr"));
    }

    /** Kills supervisord itself: its processes live on as orphans, and its socket and pid file stay. */
    public void kill9() {
        family.look(process.toHandle());
        process.destroyForcibly();
        awaitEnd(STOP_LIMIT);
    }

    /** Ends supervisord, and so its processes, by SIGTERM. */
    public void stop() {
        family.look(process.toHandle());
        process.destroy();
        awaitEnd(STOP_LIMIT);
    }

    /** Starts it again after {@link #kill9} or {@link #stop}, with the present configuration. */
    public void startAgain() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("supervisord has not ended");
        }
        config.write();
        process = launch();
        Eventually.within(
                START_LIMIT,
                () -> !process.isAlive() || rpc.reaches(process.pid()),
                () -> said("supervisord does not answer"));
        if (!process.isAlive()) {
            throw new AssertionError(said("supervisord ended with " + process.exitValue()));
        }
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted(); // by a @Timeout: clean up all the same
        try {
            cleanUp();
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException e) {
            // the JVM is shutting down
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void cleanUp() {
        if (closed) {
            return;
        }
        List<ProcessHandle> survivors = process == null ? List.of() : endFamily();
        deleteFolder();
        closed = true;
        if (!survivors.isEmpty()) {
            throw new AssertionError("survived SIGKILL: " + survivors);
        }
    }

    private List<ProcessHandle> endFamily() {
        ProcessHandle head = process.toHandle();
        family.look(head);
        process.destroyForcibly(); // first, because it would restart its processes
        return family.killAll(head, CLOSE_LIMIT);
    }

    private Process launch() {
        ProcessBuilder builder = new ProcessBuilder(
                        "supervisord", "-n", "-c", configFile().toString())
                .directory(folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(console().toFile()));
        Launcher.removeSupervisorVariables(builder.environment());
        builder.environment().putAll(config.environment());
        family.mark(builder.environment());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean runsWithNewPid(String name, long oldPid) {
        return rpc.processInfo(name)
                .filter(it -> it.statename().equals("RUNNING") && it.pid() != oldPid)
                .isPresent();
    }

    private void awaitText(Supplier<String> text, String whose, String regex, Duration limit) {
        Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
        Eventually.within(
                limit,
                () -> pattern.matcher(text.get()).find(),
                () -> said("no match of /" + regex + "/ in " + whose + "\n" + text.get()));
    }

    /** Waits until supervisord itself has ended. */
    void awaitEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(said("supervisord has not ended after " + limit));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private Path console() {
        return folder().resolve("console");
    }

    private String said(String what) {
        String status = process.isAlive() ? ctl("status").out() : "dead";
        return what + "\n--- status\n" + status + "\n--- supervisord said\n" + read(console());
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void deleteFolder() {
        try (Stream<Path> tree = Files.walk(folder())) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
