package io.oome.command;

import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How to reach supervisord; without these options it is found as supervisorctl finds it. */
final class ConnectionOptions {

    @Option(
            names = "--server-url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = {
                "supervisord: http://HOST:PORT or unix:///PATH.",
                "Default: SUPERVISOR_SERVER_URL,",
                "oome-monitor.server-url, or the configuration file of the running supervisord. User and password come"
                        + " from SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD, or from that file."
            })
    private String serverUrl;

    Optional<String> serverUrl() {
        return Optional.ofNullable(serverUrl);
    }
}
