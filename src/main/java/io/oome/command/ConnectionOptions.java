package io.oome.command;

import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How to reach supervisord; with none of these it is found as supervisorctl finds it. */
final class ConnectionOptions {

    @Option(
            names = "--server-url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = {
                "supervisord's: http://HOST:PORT, unix:///PATH.",
                "Without it: SUPERVISOR_SERVER_URL,",
                "oome-monitor.server-url, the configuration file of the supervisord that runs. User and password come"
                        + " from SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD, or from that file."
            })
    private String serverUrl;

    Optional<String> serverUrl() {
        return Optional.ofNullable(serverUrl);
    }
}
