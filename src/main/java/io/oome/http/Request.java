package io.oome.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a request, RFC 9112:
 *
 * <pre>
 * GET /metrics HTTP/1.1
 * Accept: application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5
 * </pre>
 *
 * @param path without its query
 * @param accept the value of that header; empty if there is none
 */
public record Request(String method, String path, String accept) {

    private static final Pattern FIRST_LINE =
            Pattern.compile("([A-Z]{1,20}) (?:https?://[^/\\s?#]+)?(/[^\\s?#]*)(\\?\\S*)? HTTP/1\\.[01]");
    private static final String ACCEPT = "accept:";

    /**
     * @param head all before the empty line
     * @return empty if that is no request that this server understands
     */
    static Optional<Request> parse(String head) {
        Matcher first = FIRST_LINE.matcher(head.lines().findFirst().orElse(""));
        if (!first.matches()) {
            return Optional.empty();
        }
        String accept = head.lines()
                .skip(1)
                .filter(it -> it.toLowerCase(Locale.ROOT).startsWith(ACCEPT))
                .map(it -> it.substring(ACCEPT.length()).strip())
                .findFirst()
                .orElse("");
        return Optional.of(new Request(first.group(1), first.group(2), accept));
    }

    /** Whether the client asks for a media type by its name: RFC 9110, 12.5.1. */
    public boolean accepts(String mediaType) {
        return Arrays.stream(accept.toLowerCase(Locale.ROOT).split(","))
                .map(it -> it.replaceAll("\\s", "").split(";"))
                .filter(it -> it[0].equals(mediaType))
                .anyMatch(it -> Arrays.stream(it).noneMatch(weight -> weight.matches("q=0(\\.0*)?")));
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    boolean isRead() {
        return method.equals("GET") || isHead();
    }
}
