package io.oome.notify;

import java.time.Duration;
import java.util.List;

/**
 * @param to the addresses; without any, messages are dropped and no SMTP client starts
 * @param gather how long after the first message others join its mail
 * @param retries the pauses between tries to send a mail
 */
public record MailSettings(List<String> to, Duration gather, List<Duration> retries) {

    public static final Duration GATHER = Duration.ofSeconds(10);

    /** Long enough for a mail server to restart. */
    public static final List<Duration> RETRIES = List.of(Duration.ofSeconds(5), Duration.ofSeconds(20));
}
