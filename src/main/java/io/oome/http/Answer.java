package io.oome.http;

import java.nio.charset.StandardCharsets;

/**
 * What a request is answered with.
 *
 * @param body not to be changed: several connections may be sending it
 */
public record Answer(int status, String contentType, byte[] body) {

    private static final String PLAIN = "text/plain; charset=utf-8";

    /** One line of text. */
    public static Answer line(int status, String text) {
        return new Answer(status, PLAIN, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
