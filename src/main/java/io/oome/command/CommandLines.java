package io.oome.command;

import io.smallrye.config.SmallRyeConfig;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Runs the command that a name stands for. */
public final class CommandLines {

    private CommandLines() {}

    /** Returns an exit code, whatever happens: Quarkus would print an exception's stack trace. */
    public static int run(String name, Streams streams, String... args) {
        if (args.length > 0 && args[0].equals(Completion.COMMAND)) {
            return complete(name, streams, Stream.of(args).skip(1).toList());
        }
        try {
            CommandLine commandLine = of(name, streams, settings());
            int exit = commandLine.execute(helpAsOption(commandLine, args));
            if (!streams.areBroken()) {
                return exit;
            }
            complain(name, "can't write the output: is the disk full, or stdout closed?");
        } catch (RuntimeException e) {
            complain(name, "internal error: " + e);
        } catch (LinkageError e) {
            // A class that can't initialize: the JDK's sockets need random numbers first.
            boolean hasRandom = Files.isReadable(Path.of("/dev/urandom"));
            complain(name, hasRandom ? "internal error: " + e : "no /dev/urandom: mount /dev in this container");
        }
        return ExitCode.INCOMPLETE;
    }

    /** Never prints an error: the operator is still typing. */
    private static int complete(String name, Streams streams, List<String> words) {
        OutputOptions.silence();
        try {
            Settings settings = settings();
            Completion completion =
                    new Completion(of(name, streams, settings).getCommandSpec(), url -> new ProcessNames(() ->
                                    new Installation(settings, url).supervisor().getAllProcessInfo())
                            .get());
            completion.of(words).forEach(streams.writer()::println);
            streams.writer().flush();
        } catch (RuntimeException | LinkageError e) {
            return ExitCode.DONE;
        }
        return ExitCode.DONE;
    }

    /** {@code help}, {@code help single}. */
    private static String[] helpAsOption(CommandLine commandLine, String[] args) {
        if (args.length == 0 || !args[0].equals("help")) {
            return args;
        }
        List<String> of = Stream.of(args).skip(1).toList();
        boolean known = of.size() < 2 && commandLine.getSubcommands().keySet().containsAll(of);
        return Stream.concat(of.stream(), Stream.of("--help").filter(it -> known))
                .toArray(String[]::new);
    }

    private static void complain(String name, String message) {
        System.err.println(ErrorReport.line(name, message, Optional.empty()));
    }

    private static Settings settings() {
        return new Settings(ConfigProvider.getConfig().unwrap(SmallRyeConfig.class));
    }

    private static CommandLine of(String name, Streams streams, Settings settings) {
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
                .setHelpFactory(OwnOptions::new)
                .setOut(streams.writer())
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    /**
     * The help of {@code single} and {@code all} omits what they share, which the help of {@code oome_monitor} lists.
     */
    private static final class OwnOptions extends CommandLine.Help {

        OwnOptions(CommandSpec spec, ColorScheme colors) {
            super(spec, colors);
        }

        @Override
        public String optionList() {
            Layout layout = createDefaultLayout();
            List<OptionSpec> own = commandSpec().options().stream()
                    .filter(it -> !it.inherited() || isNamed(it))
                    .sorted(Comparator.comparing(OptionSpec::order))
                    .toList();
            layout.addOptions(own, createDefaultParamLabelRenderer());
            return layout.toString();
        }

        /** Options in the synopsis are listed, too, though inherited: they can also stand before {@code single}. */
        private boolean isNamed(OptionSpec option) {
            return List.of(commandSpec().usageMessage().customSynopsis())
                    .toString()
                    .contains(option.shortestName() + " ");
        }
    }
}
