package io.oome.command;

import io.oome.discovery.ServerDiscovery;
import io.oome.restart.Budget;
import io.oome.supervisor.ServerUrl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import picocli.CommandLine.TypeConversionException;

/**
 * Our settings, all of which begin with {@code oome-monitor.}: from /etc/oome_monitor/application.properties, the
 * environment (OOME_MONITOR_…), or any other source that SmallRye Config has.
 */
final class Settings {

    private static final String PREFIX = "oome-monitor.";
    private static final String FILES = "files.";
    private static final int DEFAULT_PARALLEL = 8;
    private static final int MOST_PARALLEL = 1000;
    private static final Set<String> NAMES =
            Set.of("server-url", "username", "password", "state-dir", "parallel", "max-restarts", "mail.to");

    private final Config config;

    Settings(Config config) {
        this.config = config;
    }

    Optional<String> get(String name) {
        return config.getOptionalValue(PREFIX + name, String.class)
                .map(String::strip)
                .filter(it -> !it.isEmpty());
    }

    ServerDiscovery.Configured server() {
        return new ServerDiscovery.Configured(get("server-url"), get("username"), get("password"));
    }

    /** {@code oome-monitor.files."NAME"} or {@code oome-monitor.files."group:NAME"}, name to path. */
    Map<String, String> files() {
        Map<String, String> files = new HashMap<>();
        for (String property : config.getPropertyNames()) {
            if (property.startsWith(PREFIX + FILES)) {
                String name = unquoted(property.substring((PREFIX + FILES).length()));
                config.getOptionalValue(property, String.class).ifPresent(path -> files.put(name, path.strip()));
            }
        }
        return files;
    }

    private static String unquoted(String name) {
        boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return quoted ? name.substring(1, name.length() - 1) : name;
    }

    /** Who is told by mail, if -m does not say: addresses with commas between. */
    List<String> mailTo() {
        return get("mail.to").map(it -> List.of(it.split("\\s*,\\s*"))).orElse(List.of());
    }

    /** Where the journal of restarts is. */
    Optional<Path> stateDir() {
        return get("state-dir").map(Path::of);
    }

    /** How many restarts may be under way at once. */
    int parallel(Optional<Integer> option) {
        return option.map(it -> parallel("--parallel", it.toString()))
                .or(() -> get("parallel").map(it -> parallel(PREFIX + "parallel", it)))
                .orElse(DEFAULT_PARALLEL);
    }

    private static int parallel(String name, String text) {
        try {
            int parallel = Integer.parseInt(text);
            if (parallel >= 1 && parallel <= MOST_PARALLEL) {
                return parallel;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new UsageException(name + ": \"" + text + "\" is not a number from 1 to " + MOST_PARALLEL);
    }

    Budget maxRestarts(Optional<Budget> option) {
        return option.or(() -> get("max-restarts").map(Settings::maxRestarts)).orElse(Budget.UNLIMITED);
    }

    private static Budget maxRestarts(String text) {
        try {
            return new BudgetConverter().convert(text);
        } catch (TypeConversionException e) {
            throw new UsageException(PREFIX + "max-restarts: " + e.getMessage());
        }
    }

    /**
     * @throws UsageException that names everything that is wrong, not the first thing only
     */
    void check() {
        List<String> problems = new ArrayList<>();
        for (Runnable check : List.<Runnable>of(
                () -> parallel(Optional.empty()), () -> maxRestarts(Optional.empty()), () -> get("server-url")
                        .ifPresent(Settings::checkServerUrl))) {
            try {
                check.run();
            } catch (UsageException e) {
                problems.add(e.getMessage());
            }
        }
        unknown().forEach(it -> problems.add(it + " is no setting of this program"));
        files().keySet().stream()
                .filter(it -> it.contains("\""))
                .forEach(it -> problems.add(
                        PREFIX + FILES + it + " lacks a quote: a colon in a name is written \\: in a properties file"));
        if (!problems.isEmpty()) {
            throw new UsageException("configuration: " + String.join("; ", problems));
        }
    }

    private static void checkServerUrl(String text) {
        try {
            ServerUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(PREFIX + "server-url: " + e.getMessage());
        }
    }

    /** What begins with our prefix and is no setting: a slip of the pen, most likely. */
    private List<String> unknown() {
        Set<String> unknown = new TreeSet<>();
        for (String property : config.getPropertyNames()) {
            boolean ours = property.startsWith(PREFIX);
            String name = ours ? property.substring(PREFIX.length()) : "";
            if (ours && !NAMES.contains(name) && !name.startsWith(FILES)) {
                unknown.add(property);
            }
        }
        return new ArrayList<>(unknown);
    }
}
