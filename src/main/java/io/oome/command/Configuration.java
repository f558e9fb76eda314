package io.oome.command;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;

/**
 * Our settings as they stand in /etc/oome_monitor/application.properties, in the environment (OOME_MONITOR_…), or in any
 * other source of SmallRye Config. All are text: {@link Settings} says what is wrong with one.
 */
@Unremovable
@ConfigMapping(prefix = "oome-monitor")
interface Configuration {

    Optional<String> serverUrl();

    Optional<String> username();

    Optional<String> password();

    Optional<String> stateDir();

    Optional<String> parallel();

    Optional<String> maxRestarts();

    Optional<String> maxRestartsAction();

    Optional<String> terminationLog();

    Optional<String> exec();

    Optional<String> execTimeout();

    Optional<String> logFormat();

    Mail mail();

    /** {@code oome-monitor.files."NAME"} or {@code oome-monitor.files."group:NAME"}, name to path. */
    Map<String, Optional<String>> files();

    /** Who is told, how long messages are gathered for one mail, and the pauses between the tries to send it. */
    interface Mail {

        Optional<String> to();

        Optional<String> gather();

        Optional<String> retries();
    }
}
