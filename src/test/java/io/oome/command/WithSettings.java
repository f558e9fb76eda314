package io.oome.command;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** This program's settings as Quarkus creates them, without any source, and a version. */
final class WithSettings implements BeforeAllCallback, AfterAllCallback {

    private final SmallRyeConfig config = new SmallRyeConfigBuilder()
            .withMapping(Configuration.class)
            .withDefaultValue("quarkus.application.version", "1.2.3")
            .build();

    private ClassLoader before;

    /**
     * Quarkus's JUnit extension has registered a configuration for the usual class loader, without this program's
     * settings.
     */
    @Override
    public void beforeAll(ExtensionContext context) {
        before = Thread.currentThread().getContextClassLoader();
        ClassLoader oursAlone = new ClassLoader(WithSettings.class.getClassLoader()) {};
        ConfigProviderResolver.instance().registerConfig(config, oursAlone);
        Thread.currentThread().setContextClassLoader(oursAlone);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Thread.currentThread().setContextClassLoader(before);
        ConfigProviderResolver.instance().releaseConfig(config);
    }
}
