package io.oome.command;

import io.oome.exit.OomKillCount;
import io.oome.http.HttpAddress;
import io.oome.http.HttpServer;
import io.oome.listener.Event;
import io.oome.notify.Metrics;
import io.oome.restart.RestartMetrics;
import io.oome.restart.RestartReport;
import io.oome.restart.ScanResult;
import io.oome.supervisor.SupervisorException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code oome_monitor --http}: its metrics, health and server. */
final class Telemetry implements AutoCloseable {

    /** Of a listener, until its first tick: TICK_3600 is the longest. */
    private static final Duration UNKNOWN_PERIOD = Duration.ofHours(1);

    private static final Pattern TICK = Pattern.compile("TICK_(\\d{1,5})");

    private final boolean isTimed;
    private final Health health;
    private final RestartMetrics metrics;
    private final HttpServer server;

    /**
     * @param period of {@code --every}; empty for a listener, which learns it from its ticks
     */
    Telemetry(HttpAddress address, OomKillCount oomKills, Optional<Duration> period) {
        this.isTimed = period.isPresent();
        this.health = new Health(period.orElse(UNKNOWN_PERIOD), System::nanoTime);
        Metrics all = new Metrics();
        this.metrics = new RestartMetrics(all, oomKills::total);
        this.server = new Endpoints(all, health).at(address);
        server.start();
    }

    /** {@code TICK_60}. */
    void ticked(Event event) {
        Matcher tick = TICK.matcher(event.name());
        if (tick.matches()) {
            health.expectEvery(Duration.ofSeconds(Long.parseLong(tick.group(1))));
        }
    }

    void scanned(ScanResult result, Duration took) {
        metrics.scanned(result, took, Instant.now());
        health.isGood();
    }

    /** A native sidecar starts before supervisord, and the container with supervisord waits until it is healthy. */
    void failed(SupervisorException e, boolean isNotUpYet) {
        if (isTimed && isNotUpYet) {
            health.isGood();
        } else {
            health.isBad(String.valueOf(e.getMessage()));
        }
    }

    void ended(RestartReport report) {
        metrics.ended(report, Instant.now());
    }

    @Override
    public void close() {
        server.close();
    }
}
