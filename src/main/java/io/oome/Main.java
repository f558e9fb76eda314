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
 * Both commands are this one program, which looks at the name that it was called by; anything but
 * {@code oom_score_adj} is {@code oome_monitor}.
 */
@QuarkusMain
public class Main implements QuarkusApplication {

    private static final Streams STREAMS =
            new Streams(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));

    /** The launcher of the JVM's install tree sets it; a native executable has its name in argv[0]. */
    private static final String NAME = "oome.name";

    private static final String CONFIGURATION = "/etc/oome_monitor/application.properties";

    public static void main(String... args) {
        System.setOut(System.err);
        // Else the log manager looks this machine's name up at every start, in DNS maybe, for lines that don't have it.
        System.setProperty("jboss.qualified.host.name", "localhost");
        insistOnWorkingDirectory();
        System.setProperty(NAME, insistOnName());
        readSettingsOnlyFrom(configuration().toAbsolutePath());
        Quarkus.run(Main.class, args);
    }

    /** An empty OOME_MONITOR_CONFIG is none, as Kubernetes and compose files leave one. */
    private static Path configuration() {
        String given = System.getenv().getOrDefault("OOME_MONITOR_CONFIG", "").strip();
        Path file = Path.of(given.isEmpty() ? CONFIGURATION : given);
        boolean expected = !given.isEmpty() || Files.exists(file);
        if (expected && !(Files.isReadable(file) && Files.isRegularFile(file))) {
            refuse(file + " can't be read: make it a file that this user may read, or leave it out");
        }
        if (expected && !file.toString().endsWith(".properties")) {
            refuse(file + " would not be read: give it a name that ends in .properties");
        }
        if (expected) {
            insistOnProperties(file);
        }
        return file;
    }

    /** To Quarkus what is none is a stack trace. */
    private static void insistOnProperties(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            new Properties().load(reader);
        } catch (IOException | IllegalArgumentException e) {
            refuse(file + " is no properties file in UTF-8: " + e.getMessage());
        }
    }

    private static void refuse(String problem) {
        System.err.println(Printable.line(System.getProperty(NAME) + ": configuration: " + problem));
        System.exit(ExitCode.USAGE);
    }

    /**
     * Quarkus would also read config/application.properties and .env in the working directory, which in a container is
     * the application's: whoever owns that could name root any file to delete. And a SMALLRYE_CONFIG_LOCATIONS of the
     * container's is meant for its application.
     */
    private static void readSettingsOnlyFrom(Path file) {
        // Before user.dir changes: a native executable asks for it at the first relative path, and keeps it.
        Path.of("").toAbsolutePath();
        System.setProperty("user.dir", file.getParent().toString());
        System.setProperty("smallrye.config.locations", file.toString());
    }

    private static String insistOnName() {
        try {
            return calledBy();
        } catch (IOException e) {
            System.err.println("/proc/self can't be read: mount /proc here, and try again");
            System.exit(ExitCode.INCOMPLETE);
            throw new IllegalStateException(e);
        }
    }

    /** Without one there is no user.dir, and nothing of Java's file system works; nor can Java go to another. */
    private static void insistOnWorkingDirectory() {
        try {
            System.getProperty("user.dir");
        } catch (Error e) {
            System.err.println("the directory that this was started in is gone: cd / and try again");
            Runtime.getRuntime().halt(ExitCode.INCOMPLETE);
        }
    }

    @Override
    public int run(String... args) {
        return CommandLines.run(System.getProperty(NAME), STREAMS, args);
    }

    /** ProcessHandle would give the file that a link points to, and not the name that was called. */
    private static String calledBy() throws IOException {
        String name = System.getProperty(NAME);
        if (name != null) {
            return name;
        }
        String cmdline = new String(Files.readAllBytes(Path.of("/proc/self/cmdline")), StandardCharsets.UTF_8);
        String argv0 = cmdline.split("\0", 2)[0];
        return argv0.substring(argv0.lastIndexOf('/') + 1);
    }
}
