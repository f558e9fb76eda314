package io.oome.command;

import io.oome.supervisor.ServerDiscovery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;

/**
 * Our settings, all of which begin with {@code oome-monitor.}: from /etc/oome_monitor/application.properties, the
 * environment (OOME_MONITOR_…), or any other source that SmallRye Config has.
 */
final class Settings {

    private static final String PREFIX = "oome-monitor.";
    private static final String FILES = "files.";
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

    /** Where the journal of restarts under way is. */
    Path stateDir(int uid) {
        return get("state-dir")
                .map(Path::of)
                .orElseGet(() -> Path.of(uid == 0 ? "/run/oome_monitor" : "/tmp/oome_monitor-" + uid));
    }

    /** What begins with our prefix and is no setting: a slip of the pen, most likely. */
    List<String> unknown() {
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
