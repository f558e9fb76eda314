package io.oome;

import io.oome.command.CommandLines;
import io.oome.command.ExitCode;
import io.oome.command.Streams;
import io.oome.notify.Printable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The entry point of both commands. The name that the program is called by selects one: {@code oom_score_adj}; any
 * other
 * name means {@code oome_monitor}.
 */
@QuarkusMain
public class Main implements QuarkusApplication {

    private static final Streams STREAMS =
            new Streams(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));

    /** Set by the launcher script of the JVM's install tree; a native executable takes its name from argv[0]. */
    private static final String NAME = "oome.name";

    private static final String CONFIGURATION = "/etc/oome_monitor/application.properties";

    public static void main(String... args) {
        System.setOut(System.err);
        // Otherwise the log manager looks up the host name at every start, perhaps in DNS, and no line shows it.
        System.setProperty("jboss.qualified.host.name", "localhost");
        requireWorkingDirectory();
        System.setProperty(NAME, requireName());
        readSettingsOnlyFrom(configuration().toAbsolutePath());
        Quarkus.run(Main.class, args);
    }

    /** An empty OOME_MONITOR_CONFIG counts as unset: Kubernetes and compose files leave it so. */
    private static Path configuration() {
        String given = System.getenv().getOrDefault("OOME_MONITOR_CONFIG", "").strip();
        Path file = Path.of(given.isEmpty() ? CONFIGURATION : given);
        boolean expected = !given.isEmpty() || Files.exists(file);
        if (expected && !(Files.isReadable(file) && Files.isRegularFile(file))) {
            refuse(file + " can't be read: make it a regular file that this user can read, or leave it out");
        }
        if (expected && !file.toString().endsWith(".properties")) {
            refuse(file + " would be ignored: its name must end in .properties");
        }
        if (expected) {
            requireProperties(file);
        }
        return file;
    }

    /** Quarkus answers a malformed file with a stack trace. */
    private static void requireProperties(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            new Properties().load(reader);
        } catch (IOException | IllegalArgumentException e) {
            refuse(file + " is not a properties file in UTF-8: " + e.getMessage());
        }
    }

    private static void refuse(String problem) {
        System.err.println(Printable.line(System.getProperty(NAME) + ": configuration: " + problem));
        System.exit(ExitCode.USAGE);
    }

    /**
     * Quarkus would also read config/application.properties and .env in the working directory, which in a container
     * belongs to the application: its owner could make root delete any file. SMALLRYE_CONFIG_LOCATIONS, too, is meant
     * for the application.
     */
    private static void readSettingsOnlyFrom(Path file) {
        // Before user.dir changes: a native executable reads it for the first relative path, and keeps the value.
        Path.of("").toAbsolutePath();
        System.setProperty("user.dir", file.getParent().toString());
        System.setProperty("smallrye.config.locations", file.toString());
    }

    private static String requireName() {
        try {
            return calledBy();
        } catch (IOException e) {
            System.err.println("oome_monitor: /proc/self can't be read: mount /proc here, and try again");
            System.exit(ExitCode.INCOMPLETE);
            throw new IllegalStateException(e);
        }
    }

    /** Without a working directory there is no user.dir and Java's file API fails; nor can Java change directory. */
    private static void requireWorkingDirectory() {
        try {
            System.getProperty("user.dir");
        } catch (Error e) {
            System.err.println("the working directory no longer exists: cd / and try again");
            Runtime.getRuntime().halt(ExitCode.INCOMPLETE);
        }
    }

    @Override
    public int run(String... args) {
        return CommandLines.run(System.getProperty(NAME), STREAMS, args);
    }

    /** ProcessHandle gives the target of a link, not the name of the link. */
    private static String calledBy() throws IOException {
        String name = System.getProperty(NAME);
        if (name != null) {
            return name;
        }
        String cmdline = new String(Files.readAllBytes(Path.of("/proc/self/cmdline")), StandardCharsets.UTF_8);
        if (cmdline.isEmpty()) {
            throw new IOException("a folder that is no proc(5)");
        }
        String argv0 = cmdline.split("\0", 2)[0];
        return argv0.substring(argv0.lastIndexOf('/') + 1);
    }
}
