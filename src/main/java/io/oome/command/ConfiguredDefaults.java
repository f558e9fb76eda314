package io.oome.command;

import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option that is not given has the value of the setting of its name: {@code --parallel}, oome-monitor.parallel. */
final class ConfiguredDefaults implements IDefaultValueProvider {

    private final Settings settings;

    ConfiguredDefaults(Settings settings) {
        this.settings = settings;
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || !isConfigurable(option.longestName())) {
            return null;
        }
        return settings.get(option.longestName().substring("--".length())).orElse(null);
    }

    private static boolean isConfigurable(String option) {
        return option.equals("--parallel") || option.equals("--max-restarts");
    }
}
