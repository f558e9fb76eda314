package io.oome.command;

import io.oome.http.Answer;
import io.oome.http.HttpAddress;
import io.oome.http.HttpServer;
import io.oome.http.Request;
import io.oome.notify.Metrics;
import io.oome.notify.Printable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What {@code --http} serves: /metrics and /healthz. */
final class Endpoints {

    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final Answer NOT_FOUND = Answer.line(404, "try /metrics or /healthz");

    /** How long a text is served again before a new one is made, however often it is asked for. */
    private static final long FRESH = Duration.ofMillis(500).toNanos();

    /** The same for the text of thousands of processes: slow readers must not keep several in memory. */
    private static final long LARGE_IS_FRESH = Duration.ofSeconds(5).toNanos();

    private static final int LARGE = 100_000;

    private final Metrics metrics;
    private final Health health;
    private final Map<Boolean, Made> made = new HashMap<>();

    private record Made(Answer answer, long when) {
        boolean isFresh(long now) {
            return now - when < (answer.body().length > LARGE ? LARGE_IS_FRESH : FRESH);
        }
    }

    Endpoints(Metrics metrics, Health health) {
        this.metrics = metrics;
        this.health = health;
    }

    HttpServer at(HttpAddress address) {
        return new HttpServer(address, this::answer);
    }

    Answer answer(Request request) {
        return switch (request.path()) {
            case "/metrics" -> metrics(request.accepts(OPEN_METRICS));
            case "/healthz" -> health.problem()
                    .map(it -> Answer.line(503, Printable.line(it)))
                    .orElseGet(() -> Answer.line(200, "ok"));
            default -> NOT_FOUND;
        };
    }

    private Answer metrics(boolean open) {
        long now = System.nanoTime();
        Made last = made.get(open);
        if (last != null && last.isFresh(now)) {
            return last.answer;
        }
        String type = open ? OPEN_METRICS + "; version=1.0.0" : "text/plain; version=0.0.4";
        Answer answer = new Answer(200, type + "; charset=utf-8", metrics.text(open));
        made.put(open, new Made(answer, now));
        return answer;
    }
}
