package io.oome.command;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Finds what a config mapping silently ignores: unknown names, and values that refer to unknown settings. */
final class SettingNames {

    static final String PREFIX = "oome-monitor.";
    static final String LOG_FORMAT = "log-format";

    static final Set<String> KNOWN = Set.of(
            "server-url",
            "username",
            "password",
            "state-dir",
            "parallel",
            "max-restarts",
            "max-restarts-action",
            "termination-log",
            "exec",
            "exec-timeout",
            LOG_FORMAT,
            "http",
            "oom-score-adj.http",
            "mail.to",
            "mail.gather",
            "mail.retries");

    private final SmallRyeConfig config;

    SettingNames(SmallRyeConfig config) {
        this.config = config;
    }

    /** The problems, without the values: one of them is a password. */
    List<String> problems() {
        Stream<String> unknown = ours().filter(SettingNames::isUnknown).map(SettingNames::unknown);
        Stream<String> unresolved = ours().filter(this::isUnresolved)
                .map(it -> it + " refers to an unknown setting; for a literal ${ write \\\\${ in a properties file");
        return Stream.concat(unknown, unresolved).toList();
    }

    private Stream<String> ours() {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(it -> it.startsWith(PREFIX))
                .sorted();
    }

    /** Most likely a typo. */
    private static boolean isUnknown(String property) {
        String name = property.substring(PREFIX.length());
        boolean isFile = name.startsWith("files.") && !lacksQuote(name);
        return !isFile && !KNOWN.contains(name);
    }

    private static String unknown(String property) {
        return lacksQuote(property)
                ? property + " lacks a quote: write a colon in a name as \\: in a properties file"
                : property + " is not a setting of this program";
    }

    private static boolean lacksQuote(String name) {
        return name.chars().filter(it -> it == '"').count() % 2 == 1;
    }

    private boolean isUnresolved(String property) {
        ConfigValue value = config.getConfigValue(property);
        boolean isWritten = value.getRawValue() != null && !value.getRawValue().isEmpty();
        return isWritten && value.getValue() == null;
    }
}
