package io.oome.command;

import io.oome.discovery.ServerDiscovery;
import io.oome.http.HttpAddress;
import io.oome.notify.Addresses;
import io.oome.notify.Hook;
import io.oome.notify.MailSettings;
import io.oome.notify.TerminationMessage;
import io.oome.restart.Budget;
import io.oome.restart.MaxRestartsAction;
import io.oome.supervisor.ServerUrl;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.TypeConversionException;

/** The values of {@link Configuration}, parsed and checked. */
final class Settings {

    private static final String PREFIX = SettingNames.PREFIX;
    private static final int DEFAULT_PARALLEL = 8;
    private static final int MOST_PARALLEL = 1000;
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    private final SettingNames names;
    private final Configuration configuration;

    Settings(SmallRyeConfig config) {
        this.names = new SettingNames(config);
        this.configuration = config.getConfigMapping(Configuration.class);
    }

    ServerDiscovery.Configured server() {
        return new ServerDiscovery.Configured(
                text(configuration.serverUrl()), text(configuration.username()), text(configuration.password()));
    }

    Map<String, String> files() {
        Map<String, String> files = new HashMap<>();
        configuration.files().forEach((name, path) -> text(path).ifPresent(it -> files.put(name, it)));
        return files;
    }

    /** The folder of the journal of restarts. */
    Optional<Path> stateDir() {
        return value("state-dir", configuration.stateDir(), Settings::absolute);
    }

    /** How many restarted processes can be STARTING at once. */
    int parallel(Optional<String> option) {
        return option.map(it -> value("--parallel", it, Settings::parallel))
                .or(() -> value("parallel", configuration.parallel(), Settings::parallel))
                .orElse(DEFAULT_PARALLEL);
    }

    Budget maxRestarts(Optional<Budget> option) {
        return option.or(() -> value("max-restarts", configuration.maxRestarts(), new BudgetConverter()::convert))
                .orElse(Budget.UNLIMITED);
    }

    MaxRestartsAction maxRestartsAction(Optional<String> option) {
        return option.map(it -> value("--max-restarts-action", it, Settings::action))
                .or(() -> value("max-restarts-action", configuration.maxRestartsAction(), Settings::action))
                .orElse(MaxRestartsAction.NONE);
    }

    TerminationMessage termination() {
        return new TerminationMessage(value("termination-log", configuration.terminationLog(), Settings::absolute));
    }

    Optional<Path> exec(Optional<String> option) {
        return option.map(it -> value("--exec", it, Settings::absolute))
                .or(() -> value("exec", configuration.exec(), Settings::absolute));
    }

    Duration execTimeout() {
        return value("exec-timeout", configuration.execTimeout(), Settings::duration)
                .orElse(Hook.LIMIT);
    }

    /** Where oome_monitor serves its metrics, if anywhere. */
    Optional<HttpAddress> http(Optional<String> option) {
        return option.map(it -> value("--http", it, HttpAddress::parse))
                .or(() -> value("http", configuration.http(), HttpAddress::parse));
    }

    Optional<HttpAddress> scoreHttp(Optional<String> option) {
        return option.map(it -> value("--http", it, HttpAddress::parse))
                .or(() ->
                        value("oom-score-adj.http", configuration.oomScoreAdj().http(), HttpAddress::parse));
    }

    /** The addresses of mails without -m, separated by commas. */
    List<String> mailTo() {
        return text(configuration.mail().to())
                .map(it -> Addresses.parse(PREFIX + "mail.to", List.of(it.split("\\s*,\\s*"))))
                .orElse(List.of());
    }

    MailSettings mail(List<String> addresses) {
        return new MailSettings(addresses, gather(), retries());
    }

    private Duration gather() {
        return value("mail.gather", configuration.mail().gather(), Settings::duration)
                .orElse(MailSettings.GATHER);
    }

    private List<Duration> retries() {
        return value("mail.retries", configuration.mail().retries(), Settings::durations)
                .orElse(MailSettings.RETRIES);
    }

    /**
     * @throws UsageException which names every mistake, not only the first
     */
    void check() {
        List<String> problems = new ArrayList<>();
        for (Runnable value : List.<Runnable>of(
                () -> parallel(Optional.empty()),
                () -> maxRestarts(Optional.empty()),
                () -> value("server-url", configuration.serverUrl(), ServerUrl::parse),
                () -> maxRestartsAction(Optional.empty()),
                this::termination,
                () -> exec(Optional.empty()),
                this::execTimeout,
                this::stateDir,
                () -> value(SettingNames.LOG_FORMAT, configuration.logFormat(), Settings::logFormat),
                () -> http(Optional.empty()),
                () -> scoreHttp(Optional.empty()),
                this::mailTo,
                this::gather,
                this::retries)) {
            try {
                value.run();
            } catch (UsageException | IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        problems.addAll(names.problems());
        if (!problems.isEmpty()) {
            throw new UsageException("configuration: " + String.join("; ", problems));
        }
    }

    private static Optional<String> text(Optional<String> value) {
        return value.map(String::strip).filter(it -> !it.isEmpty());
    }

    private static <T> Optional<T> value(String name, Optional<String> text, Function<String, T> converter) {
        return text(text).map(it -> value(PREFIX + name, it, converter));
    }

    private static <T> T value(String name, String text, Function<String, T> converter) {
        try {
            return converter.apply(text);
        } catch (IllegalArgumentException | TypeConversionException e) {
            throw new UsageException(name + ": " + e.getMessage());
        }
    }

    private static int parallel(String text) {
        boolean isNumber = text.matches("\\d{1,4}");
        if (!isNumber || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_PARALLEL) {
            throw new IllegalArgumentException("\"" + text + "\" is not a number from 1 to " + MOST_PARALLEL);
        }
        return Integer.parseInt(text);
    }

    private static MaxRestartsAction action(String text) {
        return switch (text) {
            case "none" -> MaxRestartsAction.NONE;
            case "shutdown" -> MaxRestartsAction.SHUTDOWN;
            default -> throw new IllegalArgumentException("\"" + text + "\" is neither none nor shutdown");
        };
    }

    private static Path absolute(String text) {
        Path path = Path.of(text);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("\"" + text + "\" is not an absolute path");
        }
        return path;
    }

    private static String logFormat(String text) {
        if (!text.equals("text") && !text.equals("json")) {
            throw new IllegalArgumentException("\"" + text + "\" is neither text nor json");
        }
        return text;
    }

    private static List<Duration> durations(String text) {
        return Stream.of(text.split("\\s*,\\s*")).map(Settings::duration).toList();
    }

    private static Duration duration(String text) {
        Duration duration = new DurationConverter().convert(text);
        if (duration.compareTo(LONGEST_PAUSE) > 0) {
            throw new IllegalArgumentException("\"" + text + "\" is longer than a day");
        }
        return duration;
    }
}
