package io.oome.command;

import io.oome.exit.OomKillCount;
import io.oome.http.HttpAddress;
import io.oome.http.HttpServer;
import io.oome.notify.Metrics;
import io.oome.proc.Proc;
import io.oome.score.ScoreMetrics;
import io.oome.score.ScoreReport;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.SupervisorException;
import java.time.Duration;
import java.util.Optional;

/** {@code oom_score_adj --http}: its metrics, health and server. */
final class ScoreTelemetry implements AutoCloseable {

    /** It asks supervisord only when a process becomes RUNNING. */
    private static final Duration NEVER_TOO_LONG_AGO = Duration.ofDays(100_000);

    private final Health health = new Health(NEVER_TOO_LONG_AGO, System::nanoTime);
    private final ScoreMetrics metrics;
    private final HttpServer server;

    ScoreTelemetry(HttpAddress address, Proc proc, int self) {
        OomKillCount oomKills = new OomKillCount(proc, self);
        oomKills.look(Optional.of(self));
        Metrics all = new Metrics();
        this.metrics = new ScoreMetrics(all, oomKills::total);
        this.server = new Endpoints(all, health).at(address);
        server.start();
    }

    void scored(ScoreReport report) {
        metrics.scored(report);
    }

    void exited(Namespec process, boolean expected) {
        metrics.exited(process, expected);
    }

    void answered() {
        health.isGood();
    }

    void failed(SupervisorException e) {
        health.isBad(String.valueOf(e.getMessage()));
    }

    @Override
    public void close() {
        server.close();
    }
}
