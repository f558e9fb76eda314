package io.oome.discovery;

import io.oome.supervisor.Credentials;
import io.oome.supervisor.ServerUrl;
import io.oome.supervisor.SocketFamily;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * {@code [supervisorctl]}, {@code [unix_http_server]}, {@code [inet_http_server]}: where the server is, who may call
 * it.
 */
final class ServerSections {

    private static final String SUPERVISORCTL = "supervisorctl";
    private static final String UNIX_SCHEME = "unix://";

    /** supervisord passes its children 0.0.0.0 if it listens there; the kernel connects that to loopback. */
    private static final String LOOPBACK = "localhost|0\\.0\\.0\\.0|127(\\.\\d{1,3}){3}|\\[::1]";

    private final SupervisordConf conf;

    ServerSections(SupervisordConf conf) {
        this.conf = conf;
    }

    /**
     * {@code [supervisorctl] serverurl}, else the unix server, else the inet server.
     *
     * @throws IllegalArgumentException if the URL is malformed
     */
    Optional<ServerUrl> url() {
        Optional<ServerUrl> serverUrl = serverUrl();
        if (serverUrl.isPresent()) {
            return serverUrl;
        }
        Optional<ServerUrl> unix = unix();
        return unix.isPresent() ? unix : inet();
    }

    private Optional<ServerUrl> serverUrl() {
        return conf.get(SUPERVISORCTL, "serverurl").map(ServerUrl::parse).map(this::seen);
    }

    private Optional<ServerUrl> unix() {
        return conf.get(SocketFamily.UNIX.section(), "file").map(this::socket);
    }

    private Optional<ServerUrl> inet() {
        return conf.get(SocketFamily.INET.section(), "port").map(ServerSections::loopback);
    }

    private ServerUrl seen(ServerUrl url) {
        return url.family() == SocketFamily.UNIX ? socket(url.address()) : url;
    }

    private ServerUrl socket(String path) {
        Path socket = conf.inCwd(path);
        try {
            return ServerUrl.unix(conf.files().find(socket).toString());
        } catch (IOException e) {
            return ServerUrl.unix(socket.toString());
        }
    }

    /** {@code 9001}, {@code *:9001} and {@code :9001} listen on all addresses, loopback included. */
    private static ServerUrl loopback(String port) {
        String address = port.replaceFirst("^(\\*|0\\.0\\.0\\.0)?:?(\\d+)$", "127.0.0.1:$2");
        return ServerUrl.parse("http://" + address);
    }

    /**
     * User and password for that server, if it is supervisord's own or {@code [supervisorctl] serverurl}: no other may
     * learn them.
     */
    Optional<Credentials> credentials(ServerUrl url) {
        boolean own = isOwn(url);
        boolean named = own || isSame(this::serverUrl, url);
        Optional<Credentials> supervisorctl = named ? credentials(SUPERVISORCTL) : Optional.empty();
        return supervisorctl.isPresent() || !own
                ? supervisorctl
                : credentials(url.family().section());
    }

    private Optional<Credentials> credentials(String section) {
        Optional<String> user = conf.get(section, "username");
        Optional<String> password = conf.get(section, "password");
        return user.flatMap(name -> password.map(secret -> new Credentials(name, secret)));
    }

    private boolean isOwn(ServerUrl url) {
        return isSame(url.family() == SocketFamily.UNIX ? this::unix : this::inet, url);
    }

    private static boolean isSame(Supplier<Optional<ServerUrl>> ours, ServerUrl url) {
        try {
            return ours.get().filter(it -> isSame(it, url)).isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isSame(ServerUrl ours, ServerUrl url) {
        if (ours.equals(url)) {
            return true;
        }
        if (ours.family() != url.family()) {
            return false;
        }
        return ours.family() == SocketFamily.UNIX
                ? isSameSocket(Path.of(ours.address()), Path.of(url.address()))
                : isSamePort(URI.create(ours.address()), URI.create(url.address()));
    }

    private static boolean isSameSocket(Path ours, Path socket) {
        try {
            return Files.isSameFile(ours, socket);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isSamePort(URI ours, URI url) {
        boolean loopback = ours.getHost().matches(LOOPBACK) && url.getHost().matches(LOOPBACK);
        return loopback && ours.getPort() == url.getPort();
    }

    /** {@code chown=app:app}, {@code chown=app} or {@code chown=1000}. */
    private Optional<String> givenTo() {
        return conf.get(SocketFamily.UNIX.section(), "chown").map(it -> it.split(":", 2)[0]);
    }

    /** Why another program may listen at supervisord's own URL, or at {@code [supervisorctl] serverurl}. */
    Optional<String> whyNot(ServerUrl url) {
        if (url.family() == SocketFamily.INET) {
            return Optional.empty();
        }
        Stream<String> shown = Stream.concat(
                conf.get(SocketFamily.UNIX.section(), "file").stream(),
                conf.get(SUPERVISORCTL, "serverurl").stream()
                        .filter(it -> it.startsWith(UNIX_SCHEME))
                        .map(it -> it.substring(UNIX_SCHEME.length())));
        return shown.filter(it -> socket(it).equals(url))
                .findFirst()
                .map(it -> conf.files().whyNotSocket(conf.inCwd(it), givenTo()))
                .orElseGet(() -> conf.files().trust().whyNotSocket(Path.of("/"), Path.of(url.address())));
    }
}
