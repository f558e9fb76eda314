package io.oome.command;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;

/**
 * This program's settings as written in /etc/oome_monitor/application.properties, in the environment (OOME_MONITOR_…),
 * or in any other source of SmallRye Config. All are text, which {@link Settings} checks.
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

    /** Of oome_monitor: {@code [HOST:]PORT}. */
    Optional<String> http();

    OomScoreAdj oomScoreAdj();

    Mail mail();

    /** {@code oome-monitor.files."NAME"} or {@code oome-monitor.files."group:NAME"}: paths by process name. */
    Map<String, Optional<String>> files();

    /** Settings of oom_score_adj alone: the two programs never share a port. */
    interface OomScoreAdj {

        Optional<String> http();
    }

    /** The addresses, how long messages gather for one mail, and the pauses between tries to send it. */
    interface Mail {

        Optional<String> to();

        Optional<String> gather();

        Optional<String> retries();
    }
}
