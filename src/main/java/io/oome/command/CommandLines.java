package io.oome.command;

import io.oome.notify.Printable;
import io.smallrye.config.SmallRyeConfig;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine;

/** Runs the command line that belongs to a name. */
public final class CommandLines {

    private CommandLines() {}

    /** Returns an exit code, whatever happens: to Quarkus an exception is a stack trace. */
    public static int run(String name, Streams streams, String... args) {
        try {
            int exit = of(name, streams).execute(args);
            if (!streams.areBroken()) {
                return exit;
            }
            complain(name, "the output could not be written: is the disk full, or stdout closed?");
        } catch (RuntimeException e) {
            complain(name, "internal error: " + e);
        } catch (LinkageError e) {
            // A class that can't begin: the JDK's sockets want random numbers first of all.
            boolean hasRandom = Files.isReadable(Path.of("/dev/urandom"));
            complain(name, hasRandom ? "internal error: " + e : "no /dev/urandom here: mount /dev in this container");
        }
        return ExitCode.INCOMPLETE;
    }

    private static void complain(String name, String message) {
        System.err.println(Printable.line(name + ": " + message));
    }

    private static CommandLine of(String name, Streams streams) {
        Settings settings = new Settings(ConfigProvider.getConfig().unwrap(SmallRyeConfig.class));
        if (name.equals("oom_score_adj")) {
            OomScoreAdjCommand command = new OomScoreAdjCommand(streams, settings);
            return commandLine(command, command::verbose, streams);
        }
        OomeMonitorCommand command = new OomeMonitorCommand(streams, settings);
        return commandLine(command, command::verbose, streams);
    }

    private static CommandLine commandLine(Object command, BooleanSupplier verbose, Streams streams) {
        ErrorReport errors = new ErrorReport(verbose);
        boolean coloured = Screen.isTerminal(Screen.STDOUT) && Screen.allowsColour(System.getenv());
        return new CommandLine(command)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        coloured ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpLongOptionsMaxWidth(28)
                .setOut(streams.writer())
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }
}
