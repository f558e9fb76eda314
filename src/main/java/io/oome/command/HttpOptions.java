package io.oome.command;

import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where to serve metrics and health over HTTP. */
final class HttpOptions {

    @Option(
            names = "--http",
            paramLabel = "[HOST:]PORT",
            scope = ScopeType.INHERIT,
            description = "Serve /metrics (Prometheus, OpenMetrics) and /healthz (200 or 503) there: 9102 is"
                    + " 127.0.0.1:9102; [::]:9102 is every address. Off by default.")
    private String address;

    /**
     * The option's value.
     *
     * @param goesOn whether the program listens, or scans on a timer
     * @throws UsageException if the option is given and it does not
     */
    Optional<String> given(boolean goesOn) {
        if (address != null && !goesOn) {
            throw new UsageException(
                    "--http goes with a listener, or --every: a run by hand ends before anybody can ask it");
        }
        return Optional.ofNullable(address);
    }
}
