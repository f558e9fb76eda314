package io.oome.http;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen: {@code 9102}, {@code 127.0.0.1:9102}, {@code [::1]:9102}.
 *
 * @param host as it was given, an IPv6 address without its brackets
 * @param port 0 for any that is free
 */
public record HttpAddress(String host, int port) {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int HIGHEST = 65535;
    private static final Pattern FORM =
            Pattern.compile("(?:(?<host>[^\\[\\]:\\s]+|\\[[\\da-fA-F:.]+\\]):)?(?<port>\\d{1,5})");

    /**
     * @throws IllegalArgumentException that says what is wrong
     */
    public static HttpAddress parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is not [HOST:]PORT, such as 9102, 0.0.0.0:9102 or [::]:9102 (an IPv6 address has brackets)");
        }
        int port = Integer.parseInt(matcher.group("port"));
        if (port > HIGHEST) {
            throw new IllegalArgumentException("\"" + text + "\": the highest port is " + HIGHEST);
        }
        String host = matcher.group("host");
        return new HttpAddress(host == null ? LOOPBACK : host.replaceAll("[\\[\\]]", ""), port);
    }

    /** Looks up the host, if it is a name. */
    InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    HttpAddress withPort(int actual) {
        return new HttpAddress(host, actual);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
