package io.oome.discovery;

import io.oome.proc.MountView;
import io.oome.proc.Proc;
import io.oome.supervisor.Credentials;
import io.oome.supervisor.Server;
import io.oome.supervisor.ServerUrl;
import io.oome.supervisor.SupervisorUnreachable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Finds supervisord's server, user and password, in a listener, in {@code docker exec} and by hand. The first that
 * gives a URL: the option, SUPERVISOR_SERVER_URL, our configuration, the configuration file of the supervisord that
 * runs, the places where supervisorctl looks. supervisord hands its children the URL but not the password, so that the
 * file is asked for the password wherever the URL came from.
 */
public final class ServerDiscovery {

    /** What our own configuration says; each part may be missing. */
    public record Configured(Optional<String> url, Optional<String> username, Optional<String> password) {}

    private final Proc proc;
    private final Map<String, String> env;
    private final Configured configured;
    private final Path cwd;
    private final int self;

    /** Why there is no configuration file, for the message if it is the only way. */
    private String whyNoConf = "";

    public ServerDiscovery(Proc proc, Map<String, String> env, Configured configured, Path cwd, int self) {
        this.proc = proc;
        this.env = env;
        this.configured = configured;
        this.cwd = cwd;
        this.self = self;
    }

    /**
     * @throws IllegalArgumentException if a URL that was given is none
     * @throws SupervisorUnreachable if none can be found
     */
    public Server find(Optional<String> option) {
        if (option.isPresent()) {
            return server(option.get(), "--server-url");
        }
        String fromSupervisord = env.getOrDefault("SUPERVISOR_SERVER_URL", "");
        if (!fromSupervisord.isEmpty()) {
            return server(fromSupervisord, "SUPERVISOR_SERVER_URL");
        }
        if (configured.url().isPresent()) {
            return server(configured.url().get(), "oome-monitor.server-url");
        }
        return conf().map(this::server).orElseThrow(() -> new SupervisorUnreachable(whyNoConf));
    }

    /** The configuration file of the supervisord that runs, else the one that supervisorctl would read. */
    public Optional<SupervisordConf> conf() {
        List<RunningSupervisord> running = RunningSupervisord.candidates(proc, self);
        if (running.size() > 1) {
            whyNoConf = "several supervisords run: "
                    + running.stream().map(RunningSupervisord::toString).collect(Collectors.joining(", "))
                    + ": say which with --server-url";
            return Optional.empty();
        }
        try {
            return running.isEmpty()
                    ? defaultConf()
                    : Optional.of(running.get(0).conf(proc, env));
        } catch (AccessDeniedException e) {
            whyNoConf = "no permission to read supervisord's configuration file " + e.getFile()
                    + ": run as its owner, or give --server-url";
        } catch (NoSuchFileException e) {
            whyNoConf = "supervisord's configuration file " + e.getFile() + " does not exist: give --server-url";
        } catch (IOException e) {
            whyNoConf = "can't read supervisord's configuration file: " + e.getMessage() + ": give --server-url";
        }
        return Optional.empty();
    }

    private Optional<SupervisordConf> defaultConf() throws IOException {
        for (String candidate : RunningSupervisord.DEFAULT_CONFS) {
            Path file = cwd.resolve(candidate);
            if (Files.exists(file)) {
                return Optional.of(SupervisordConf.read(file, cwd, MountView.OURS, env));
            }
        }
        whyNoConf = "no supervisord runs here, and there is no configuration file of one: give --server-url";
        return Optional.empty();
    }

    private Server server(SupervisordConf conf) {
        try {
            ServerUrl url = conf.serverUrl()
                    .orElseThrow(() -> new SupervisorUnreachable(conf.file()
                            + " has neither [unix_http_server] nor [inet_http_server]: supervisord can't be called"
                            + " without one"));
            return new Server(url, conf.file().toString(), () -> access(url, () -> Optional.of(conf)));
        } catch (IllegalArgumentException e) {
            throw new SupervisorUnreachable(conf.file() + ": " + e.getMessage(), e);
        }
    }

    private Server server(String url, String source) {
        try {
            ServerUrl parsed = ServerUrl.parse(url);
            return new Server(parsed, source, () -> access(parsed, this::conf));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        }
    }

    private Server.Access access(ServerUrl url, Supplier<Optional<SupervisordConf>> file) {
        Optional<Credentials> ours = credentials(
                        Optional.ofNullable(env.get("SUPERVISOR_USERNAME")),
                        Optional.ofNullable(env.get("SUPERVISOR_PASSWORD")))
                .or(() -> credentials(configured.username(), configured.password()));
        if (ours.isPresent()) {
            return new Server.Access(ours, Optional.empty());
        }
        Optional<SupervisordConf> conf = file.get();
        Optional<Credentials> theirs = conf.flatMap(it -> it.credentials(url.family()));
        if (theirs.isPresent() && theirs.get().isHashed()) {
            return new Server.Access(Optional.empty(), Optional.of(hashed(conf.get())));
        }
        Optional<String> hint = theirs.isEmpty() && !whyNoConf.isEmpty()
                ? Optional.of("set SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD (" + whyNoConf + ")")
                : Optional.empty();
        return new Server.Access(theirs, hint);
    }

    private static String hashed(SupervisordConf conf) {
        return "the password in " + conf.file()
                + " is a {SHA} hash, which can't be sent: set SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD";
    }

    private static Optional<Credentials> credentials(Optional<String> user, Optional<String> password) {
        return user.flatMap(name -> password.map(secret -> new Credentials(name, secret)));
    }
}
