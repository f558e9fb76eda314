package io.oome.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine;

/** Makes the command line that belongs to a name. */
public final class CommandLines {

    private CommandLines() {}

    public static CommandLine of(String name, Streams streams) {
        Settings settings = new Settings(ConfigProvider.getConfig());
        if (name.equals("oom_score_adj")) {
            OomScoreAdjCommand command = new OomScoreAdjCommand(streams, settings);
            return commandLine(command, command::verbose, settings, streams);
        }
        OomeMonitorCommand command = new OomeMonitorCommand(streams, settings);
        return commandLine(command, command::verbose, settings, streams);
    }

    private static CommandLine commandLine(
            Object command, BooleanSupplier verbose, Settings settings, Streams streams) {
        ErrorReport errors = new ErrorReport(verbose);
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpLongOptionsMaxWidth(28)
                .setOut(streams.writer())
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }
}
