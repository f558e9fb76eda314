package io.oome.discovery;

import io.oome.proc.MountView;
import io.oome.proc.PathTrust;
import io.oome.proc.Proc;
import io.oome.supervisor.Credentials;
import io.oome.supervisor.Server;
import io.oome.supervisor.ServerUrl;
import io.oome.supervisor.SocketFamily;
import io.oome.supervisor.SupervisorUnreachable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds supervisord's server, user and password, in a listener, in {@code docker exec} and by hand. The first of these
 * that has a URL wins: the option, SUPERVISOR_SERVER_URL, the monitor's configuration, the running supervisord's
 * configuration file, the places where supervisorctl looks. supervisord passes its children the URL but not the
 * password; so wherever the URL came from, the password comes from that file, if the file describes the same server.
 */
public final class ServerDiscovery {

    private static final Optional<String> NO_HINT = Optional.empty();
    private static final String SET_CREDENTIALS = "set SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD";

    /** The monitor's own configuration; each part may be missing. */
    public record Configured(Optional<String> url, Optional<String> username, Optional<String> password) {}

    /**
     * The search for supervisord's configuration file.
     *
     * @param source names the file for an operator
     * @param whyNot why none was found
     */
    private record Search(Optional<SupervisordConf> conf, String source, String whyNot) {

        static Search found(SupervisordConf conf, String source) {
            return new Search(Optional.of(conf), source, "");
        }

        static Search failed(String whyNot) {
            return new Search(Optional.empty(), "", whyNot);
        }
    }

    private final Proc proc;
    private final Map<String, String> env;
    private final Configured configured;
    private final Path cwd;
    private final int self;
    private final PathTrust trust;

    public ServerDiscovery(Proc proc, Map<String, String> env, Configured configured, Path cwd, int self) {
        this.proc = proc;
        this.env = env;
        this.configured = configured;
        this.cwd = cwd;
        this.self = self;
        this.trust = new PathTrust(RunningSupervisord.uid(proc, self));
    }

    /**
     * @throws IllegalArgumentException if a given URL is malformed
     * @throws SupervisorUnreachable if no server is found
     */
    public Server find(Optional<String> option) {
        if (option.isPresent()) {
            return named(option.get(), "--server-url");
        }
        String fromSupervisord = env.getOrDefault("SUPERVISOR_SERVER_URL", "");
        if (!fromSupervisord.isEmpty()) {
            return named(fromSupervisord, "SUPERVISOR_SERVER_URL");
        }
        if (configured.url().isPresent()) {
            return named(configured.url().get(), "oome-monitor.server-url");
        }
        Search search = search();
        return described(search.conf().orElseThrow(() -> new SupervisorUnreachable(search.whyNot())), search.source());
    }

    /** The running supervisord's configuration file, else the one that supervisorctl would read. */
    public Optional<SupervisordConf> conf() {
        return search().conf();
    }

    /** The configuration file of the supervisord with this pid, even if several run. */
    public Optional<SupervisordConf> confOf(int pid) {
        try {
            Optional<RunningSupervisord> supervisord = RunningSupervisord.believedAt(proc, pid, self);
            return supervisord.isEmpty()
                    ? Optional.empty()
                    : Optional.of(supervisord.get().conf(proc, trust, env));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Search search() {
        List<RunningSupervisord> running = RunningSupervisord.candidates(proc, self);
        if (running.size() > 1) {
            return Search.failed("several supervisords run: "
                    + running.stream().map(RunningSupervisord::toString).collect(Collectors.joining(", "))
                    + ": choose one with --server-url");
        }
        if (running.isEmpty()) {
            return searchByDefault();
        }
        try {
            SupervisordConf conf = running.get(0).conf(proc, trust, env);
            return Search.found(conf, conf.file() + " of pid " + running.get(0).pid());
        } catch (IOException e) {
            return Search.failed(unreadable(e));
        }
    }

    /** Skips an untrusted file, which others may have put into the cwd: it must not hide the real one. */
    private Search searchByDefault() {
        List<String> refused = new ArrayList<>();
        for (String candidate : RunningSupervisord.DEFAULT_CONFS) {
            Path file = cwd.resolve(candidate);
            if (Files.notExists(file)) {
                continue;
            }
            try {
                SupervisordConf conf = SupervisordConf.read(file, cwd, new ConfFiles(MountView.OURS, trust), env);
                return Search.found(conf, file.toString());
            } catch (ConfFiles.Untrusted e) {
                refused.add(e.getMessage());
            } catch (IOException e) {
                return Search.failed(unreadable(e));
            }
        }
        refused.addAll(RunningSupervisord.others(proc, self));
        String passedOver = refused.isEmpty() ? "" : " (" + String.join("; ", refused) + ")";
        return Search.failed("found no supervisord that runs as root or as this user, and no configuration file of one"
                + passedOver + ": give --server-url");
    }

    private static String unreadable(IOException e) {
        if (e instanceof ConfFiles.Untrusted) {
            return e.getMessage() + ": make it writable only by root or this user, or give --server-url";
        }
        if (e instanceof AccessDeniedException denied) {
            return "no permission to read supervisord's configuration file " + denied.getFile()
                    + ": run as its owner, or give --server-url";
        }
        if (e instanceof NoSuchFileException missing) {
            return "supervisord's configuration file " + missing.getFile() + " does not exist: give --server-url";
        }
        return "can't read supervisord's configuration file: " + e.getMessage() + ": give --server-url";
    }

    /**
     * The server that a configuration file describes. It must be supervisord's own, wherever the password comes from.
     */
    private Server described(SupervisordConf conf, String source) {
        try {
            ServerUrl url = conf.servers()
                    .url()
                    .orElseThrow(() -> new SupervisorUnreachable(conf.file()
                            + " has neither [unix_http_server] nor [inet_http_server]: add one, or supervisord can't"
                            + " be reached"));
            Server.Guard guard =
                    guard(conf, url, "move the socket to a folder that only root may write, or give --server-url");
            return new Server(url, source, () -> ours().map(it -> new Server.Access(Optional.of(it), NO_HINT, guard))
                    .orElseGet(() -> theirs(conf, url, guard)));
        } catch (IllegalArgumentException e) {
            throw new SupervisorUnreachable(conf.file() + ": " + e.getMessage(), e);
        }
    }

    /**
     * A server that the operator named. Sends it the password of supervisord's file only if it is supervisord's own.
     */
    private Server named(String url, String source) {
        try {
            ServerUrl parsed = ServerUrl.parse(url);
            return new Server(parsed, source, () -> ours().map(it -> new Server.Access(Optional.of(it), NO_HINT))
                    .orElseGet(() -> theirs(parsed)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        }
    }

    private Optional<Credentials> ours() {
        return credentials(
                        Optional.ofNullable(env.get("SUPERVISOR_USERNAME")),
                        Optional.ofNullable(env.get("SUPERVISOR_PASSWORD")))
                .or(() -> credentials(configured.username(), configured.password()));
    }

    private static Optional<Credentials> credentials(Optional<String> user, Optional<String> password) {
        return user.flatMap(name -> password.map(secret -> new Credentials(name, secret)));
    }

    private Server.Access theirs(ServerUrl url) {
        Search search = search();
        if (search.conf().isEmpty()) {
            String why = search.whyNot().replaceFirst(":[^:]*--server-url$", "");
            return new Server.Access(Optional.empty(), Optional.of(SET_CREDENTIALS + " (" + why + ")"));
        }
        SupervisordConf conf = search.conf().get();
        boolean known = conf.servers().credentials(url).isPresent();
        Server.Guard guard = known ? guard(conf, url, SET_CREDENTIALS) : () -> {};
        return theirs(conf, url, guard);
    }

    private static Server.Access theirs(SupervisordConf conf, ServerUrl url, Server.Guard guard) {
        Optional<Credentials> theirs = conf.servers().credentials(url);
        if (theirs.isPresent() && theirs.get().isHashed()) {
            return new Server.Access(Optional.empty(), Optional.of(hashed(conf)), guard);
        }
        Optional<String> hint = theirs.isPresent()
                ? NO_HINT
                : Optional.of(SET_CREDENTIALS + " (" + conf.file() + " has none for this server)");
        return new Server.Access(theirs, hint, guard);
    }

    private static Server.Guard guard(SupervisordConf conf, ServerUrl url, String remedy) {
        return () -> {
            boolean missing = url.family() == SocketFamily.UNIX
                    && Files.notExists(Path.of(url.address()), LinkOption.NOFOLLOW_LINKS);
            if (missing) {
                throw SupervisorUnreachable.noSuchSocket(url, null);
            }
            conf.servers().whyNot(url).ifPresent(reason -> {
                throw new SupervisorUnreachable(
                        "not trusting " + url + ": " + reason + ", so another program may listen there: " + remedy);
            });
        };
    }

    private static String hashed(SupervisordConf conf) {
        return "the password in " + conf.file() + " is a {SHA} hash, which can't be sent: " + SET_CREDENTIALS;
    }
}
