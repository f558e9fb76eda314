package io.oome.command;

import io.oome.discovery.ServerDiscovery;
import io.oome.discovery.SupervisordConf;
import io.oome.notify.Hook;
import io.oome.proc.PathTrust;
import io.oome.proc.Proc;
import io.oome.proc.ProcessStatus;
import io.oome.supervisor.Server;
import io.oome.supervisor.Supervisor;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The environment of this program: the supervisord that runs here, /proc, and the effective user. */
final class Installation {

    private final Settings settings;
    private final Optional<String> serverUrlOption;
    private final Proc proc = new Proc();
    private final int self = (int) ProcessHandle.current().pid();
    private final ServerDiscovery discovery;
    private Supervisor supervisor;

    Installation(Settings settings, Optional<String> serverUrlOption) {
        this.settings = settings;
        this.serverUrlOption = serverUrlOption;
        this.discovery = new ServerDiscovery(
                proc, System.getenv(), settings.server(), Path.of("").toAbsolutePath(), self);
    }

    /** The one client, created on demand. */
    Supervisor supervisor() {
        if (supervisor == null) {
            supervisor = new Supervisor(server());
        }
        return supervisor;
    }

    private Server server() {
        try {
            return discovery.find(serverUrlOption);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    Set<String> eventListenerGroups() {
        return conf().map(SupervisordConf::eventListenerGroups).orElse(Set.of());
    }

    /** The configuration of the supervisord that this program talks to, if local; else of the one that runs here. */
    Optional<SupervisordConf> conf() {
        boolean isLocal = supervisor().server().url().isLocal();
        Optional<SupervisordConf> own = isLocal ? discovery.confOf(supervisor().getPID()) : Optional.empty();
        return own.or(discovery::conf);
    }

    /** Why no event will ever come, if this program is in a [program:x] of supervisord. */
    Optional<String> whyNoEvents() {
        String group = System.getenv().getOrDefault("SUPERVISOR_GROUP_NAME", "");
        return discovery
                .conf()
                .filter(conf -> conf.hasProgramGroup(group))
                .map(conf -> "[program:" + group + "] gets no events: make it an [eventlistener:" + group + "] in "
                        + conf.file());
    }

    Proc proc() {
        return proc;
    }

    int self() {
        return self;
    }

    int uid() {
        return proc.status(self).known().map(ProcessStatus::effectiveUid).orElse(0);
    }

    /**
     * @throws UsageException if the file can't be run, or other users could replace it
     */
    Optional<Hook> hook(Optional<Path> file) {
        Optional<Hook> hook = file.map(it -> new Hook(it, new PathTrust(uid())::whyNot, settings.execTimeout()));
        hook.flatMap(Hook::problem).ifPresent(problem -> {
            throw new UsageException("--exec: " + problem);
        });
        return hook;
    }

    /** The name of this machine or container. */
    String host() {
        return proc.hostname().known().orElse("an unknown host");
    }

    Settings settings() {
        return settings;
    }
}
