package io.oome.notify;

import java.time.Duration;
import java.util.List;

/**
 * @param to if there are none, messages are dropped, and nothing of SMTP begins
 * @param gather for how long after the first one messages go into the same mail
 * @param retries the pauses between the tries to send it
 */
public record MailSettings(List<String> to, Duration gather, List<Duration> retries) {

    public static final Duration GATHER = Duration.ofSeconds(10);

    /** A server that is restarted is back by then. */
    public static final List<Duration> RETRIES = List.of(Duration.ofSeconds(5), Duration.ofSeconds(20));
}
