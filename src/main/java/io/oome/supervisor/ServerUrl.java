package io.oome.supervisor;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * Where supervisord's XML-RPC server listens: {@code http://HOST[:PORT]} or {@code unix:///PATH}.
 *
 * @param address the path of the socket, or the {@code http://} URL without a path
 */
public record ServerUrl(SocketFamily family, String address) {

    private static final String UNIX_SCHEME = "unix://";

    private static final Pattern LOOPBACK = Pattern.compile("http://(localhost|127\\.[\\d.]+|\\[::1]):\\d+");

    /**
     * @throws IllegalArgumentException with one line for the operator that does not repeat a password in the URL
     */
    public static ServerUrl parse(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith(UNIX_SCHEME)) {
            return unix(trimmed.substring(UNIX_SCHEME.length()));
        }
        if (trimmed.contains("@")) {
            throw new IllegalArgumentException("the server URL must not contain a user or a password: set"
                    + " SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD");
        }
        if (trimmed.startsWith("http://")) {
            return inet(trimmed);
        }
        throw new IllegalArgumentException("server URL \"" + text + "\" is neither http://HOST:PORT nor unix:///PATH");
    }

    public static ServerUrl unix(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(
                    "server URL \"unix://" + path + "\" needs an absolute path: unix:///run/supervisor.sock");
        }
        return new ServerUrl(SocketFamily.UNIX, path);
    }

    private static ServerUrl inet(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw badInet(text);
        }
        boolean serverOnly =
                uri.getHost() != null && uri.getPort() <= 65535 && uri.getQuery() == null && uri.getFragment() == null;
        boolean knownPath = uri.getPath().isEmpty()
                || uri.getPath().equals("/")
                || uri.getPath().equals("/RPC2");
        if (!serverOnly || !knownPath) {
            throw badInet(text);
        }
        int port = uri.getPort() == -1 ? 80 : uri.getPort();
        return new ServerUrl(SocketFamily.INET, "http://" + uri.getHost() + ':' + port);
    }

    private static IllegalArgumentException badInet(String text) {
        return new IllegalArgumentException(
                "server URL \"" + text + "\" is not of the form http://HOST:PORT, such as http://127.0.0.1:9001");
    }

    /** A unix socket or a loopback address: its supervisord runs on this machine, or in this pod. */
    public boolean isLocal() {
        return family == SocketFamily.UNIX || LOOPBACK.matcher(address).matches();
    }

    @Override
    public String toString() {
        return family == SocketFamily.UNIX ? UNIX_SCHEME + address : address;
    }
}
