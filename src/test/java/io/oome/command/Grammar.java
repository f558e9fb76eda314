package io.oome.command;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What the program understands, for tests that compare it with the documentation: command lines, options, settings. */
public final class Grammar {

    public static final List<String> COMMANDS = List.of("oome_monitor", "oom_score_adj");

    private Grammar() {}

    /** For tests of command lines: picocli asks for the version, which is in the configuration. */
    public static final class WithVersion implements BeforeAllCallback, AfterAllCallback {

        private final WithSettings settings = new WithSettings();

        @Override
        public void beforeAll(ExtensionContext context) {
            settings.beforeAll(context);
        }

        @Override
        public void afterAll(ExtensionContext context) {
            settings.afterAll(context);
        }
    }

    private static CommandLine commandLine(String name) {
        Object command =
                name.equals("oome_monitor") ? new OomeMonitorCommand(null, null) : new OomScoreAdjCommand(null, null);
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false);
    }

    /**
     * What is wrong with a command line.
     *
     * @param whole with the subcommand that it takes to do something
     */
    public static Optional<String> problem(String name, List<String> arguments, boolean whole) {
        try {
            boolean isHelp = !arguments.isEmpty() && arguments.get(0).equals("help");
            List<String> words = isHelp ? arguments.subList(1, arguments.size()) : arguments;
            CommandLine.ParseResult result = commandLine(name).parseArgs(words.toArray(String[]::new));
            boolean complete = !whole
                    || isHelp
                    || name.equals("oom_score_adj")
                    || result.hasSubcommand()
                    || result.isUsageHelpRequested()
                    || result.isVersionHelpRequested();
            return complete ? Optional.empty() : Optional.of("neither single nor all");
        } catch (ParameterException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** All names of all options of a command. */
    public static Set<String> options(String name) {
        Set<String> names = new TreeSet<>();
        for (OptionSpec option : commandLine(name).getCommandSpec().options()) {
            names.addAll(List.of(option.names()));
        }
        return names;
    }

    /** {@code oome-monitor.max-restarts} …, but for {@code oome-monitor.files}, which has names of its own. */
    public static Set<String> settings() {
        Set<String> names = new TreeSet<>();
        collect(Configuration.class, SettingNames.PREFIX, names);
        return names;
    }

    private static void collect(Class<?> mapping, String prefix, Set<String> names) {
        for (Method method : mapping.getMethods()) {
            String name = prefix + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase();
            if (method.getReturnType() == Optional.class) {
                names.add(name);
            } else if (method.getReturnType() != Map.class) {
                collect(method.getReturnType(), name + '.', names);
            }
        }
    }

    /** What is wrong with settings, as both commands say it. */
    public static Optional<String> problem(Map<String, String> settings) {
        try {
            new Settings(config(settings)).check();
            return Optional.empty();
        } catch (UsageException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Everything that settings amount to: the same for two maps that mean the same. */
    public static List<Object> meaning(Map<String, String> settings) {
        Settings meant = new Settings(config(settings));
        return new ArrayList<>(Arrays.asList(
                meant.server(),
                meant.files(),
                meant.stateDir(),
                meant.parallel(Optional.empty()),
                meant.maxRestarts(Optional.empty()),
                meant.maxRestartsAction(Optional.empty()),
                meant.exec(Optional.empty()),
                meant.execTimeout(),
                meant.mailTo(),
                meant.mail(List.of())));
    }

    private static SmallRyeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(Configuration.class)
                .withMappingIgnore("oome-monitor.**")
                .withSources(new PropertiesConfigSource(new TreeMap<>(settings), "a page", 100))
                .build();
    }
}
