package io.oome.command;

import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine.IVersionProvider;

/** {@code -V}: the version from Maven. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"oome-monitor " + number()};
    }

    static String number() {
        return ConfigProvider.getConfig().getValue("quarkus.application.version", String.class);
    }
}
