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
 * Finds supervisord's server, user and password, in a listener, in {@code docker exec} and by hand. The first that
 * gives a URL: the option, SUPERVISOR_SERVER_URL, our configuration, the configuration file of the supervisord that
 * runs, the places where supervisorctl looks. supervisord hands its children the URL but not the password, so that the
 * file is asked for the password wherever the URL came from, and gives it if it describes that very server.
 */
public final class ServerDiscovery {

    private static final Optional<String> NO_HINT = Optional.empty();
    private static final String SET_CREDENTIALS = "set SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD";

    /** What our own configuration says; each part may be missing. */
    public record Configured(Optional<String> url, Optional<String> username, Optional<String> password) {}

    /**
     * The search for supervisord's configuration file.
     *
     * @param source what it is, for an operator
     * @param whyNot why there is none
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
     * @throws IllegalArgumentException if a URL that was given is none
     * @throws SupervisorUnreachable if none can be found
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

    /** The configuration file of the supervisord that runs, else the one that supervisorctl would read. */
    public Optional<SupervisordConf> conf() {
        return search().conf();
    }

    /** That of the supervisord with this pid, however many there are. */
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
                    + ": say which with --server-url");
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

    /** A file that others have put into a working directory is passed over: it must not keep us from the real one. */
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
        return Search.failed(
                "no supervisord of root's or of our own user's runs here, and there is no configuration file"
                        + " of one" + passedOver + ": give --server-url");
    }

    private static String unreadable(IOException e) {
        if (e instanceof ConfFiles.Untrusted) {
            return e.getMessage() + ": let only root or our own user write it, or give --server-url";
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

    /** The server of a file that was found: it must be supervisord's, whoever has the password. */
    private Server described(SupervisordConf conf, String source) {
        try {
            ServerUrl url = conf.servers()
                    .url()
                    .orElseThrow(() -> new SupervisorUnreachable(conf.file()
                            + " has neither [unix_http_server] nor [inet_http_server]: supervisord can't be called"
                            + " without one"));
            Server.Guard guard = guard(conf, url, "put it where only root may, or give --server-url");
            return new Server(url, source, () -> ours().map(it -> new Server.Access(Optional.of(it), NO_HINT, guard))
                    .orElseGet(() -> theirs(conf, url, guard)));
        } catch (IllegalArgumentException e) {
            throw new SupervisorUnreachable(conf.file() + ": " + e.getMessage(), e);
        }
    }

    /** A server that the operator has named. The password of supervisord's file is for supervisord's own alone. */
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
                        "somebody else than supervisord may listen at " + url + ", for " + reason + ": " + remedy);
            });
        };
    }

    private static String hashed(SupervisordConf conf) {
        return "the password in " + conf.file() + " is a {SHA} hash, which can't be sent: " + SET_CREDENTIALS;
    }
}
