package io.oome.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.runtime.ShutdownContext;
import io.quarkus.vertx.runtime.EventConsumerInfo;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Quarkus starts Vert.x, with its threads, in every program that might use it. Here only mail and {@code http://} need
 * it, and their clients ask for it themselves; a listener on a unix socket never does.
 */
@TargetClass(className = "io.quarkus.vertx.runtime.VertxEventBusConsumerRecorder")
final class VertxOnDemand {

    /** Registers consumers of the event bus; this program has none. */
    @Substitute
    @SuppressWarnings("unused")
    public void configureVertx(
            Supplier<Vertx> vertx,
            List<EventConsumerInfo> consumers,
            LaunchMode launchMode,
            ShutdownContext shutdown,
            Map<Class<?>, Class<?>> codecByClass,
            List<Class<?>> selectorTypes) {}

    /** The TLS registry takes Vert.x from here, to read certificates where any are configured. */
    @Substitute
    @SuppressWarnings("unused")
    public RuntimeValue<Vertx> forceStart(Supplier<Vertx> vertx) {
        return TlsSettings.arePresent() ? new RuntimeValue<>(vertx.get()) : new NotStarted();
    }

    private static final class NotStarted extends RuntimeValue<Vertx> {
        @Override
        public Vertx getValue() {
            return null;
        }
    }

    private static final class TlsSettings {

        /**
         * Sources that Quarkus generates, with a default for every setting, lie outside this range: some below, one
         * above.
         */
        private static final int LEAST = 100;

        private static final int GREATEST = 500;

        static boolean arePresent() {
            for (ConfigSource source : ConfigProvider.getConfig().getConfigSources()) {
                boolean operators = source.getOrdinal() >= LEAST && source.getOrdinal() <= GREATEST;
                if (operators && source.getPropertyNames().stream().anyMatch(TlsSettings::isOne)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean isOne(String name) {
            String key = name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
            return key.contains("quarkus.tls.") || key.endsWith(".tls.configuration.name");
        }
    }
}
