package io.oome.scan;

import io.oome.proc.Proc;
import io.oome.supervisor.ProcessInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The processes that are never acted on, although an {@code ENV OOME_FILE} in the image reaches them too: the monitor
 * itself, any other process that runs this program, and event listeners.
 */
public final class Exemptions {

    private static final Set<String> OUR_NAMES = Set.of("oome_monitor", "oom_score_adj");

    private final Proc proc;
    private final int self;
    private final Supplier<Set<String>> eventListenerGroups;
    private Set<String> knownGroups;

    /**
     * @param eventListenerGroups called at most once a scan; XML-RPC does not distinguish listeners from programs
     */
    public Exemptions(Proc proc, int self, Supplier<Set<String>> eventListenerGroups) {
        this.proc = proc;
        this.self = self;
        this.eventListenerGroups = eventListenerGroups;
    }

    /**
     * Why a process is never acted on; empty if it can be.
     *
     * @param seen whether the process that /proc shows under its pid is this one, not a stranger
     */
    Optional<String> reason(ProcessInfo process, boolean seen) {
        boolean lives = seen && process.pid() > 0;
        if (lives && proc.isSelfOrAncestor(process.pid(), self)) {
            return Optional.of("it is this monitor itself: never acted on");
        }
        if (lives && runsThisProgram(process.pid())) {
            return Optional.of("it runs oome_monitor or oom_score_adj: never acted on");
        }
        if (groups().contains(process.namespec().group())) {
            return Optional.of("it is an event listener: never acted on");
        }
        return Optional.empty();
    }

    /** Discards the groups, which supervisord can add and remove while a listener runs. */
    void forget() {
        knownGroups = null;
    }

    private Set<String> groups() {
        if (knownGroups == null) {
            knownGroups = eventListenerGroups.get();
        }
        return knownGroups;
    }

    /** {@code oome_monitor all}, {@code /bin/sh /opt/bin/oome_monitor all}, {@code java -Doome.name=oome_monitor …}. */
    private boolean runsThisProgram(int pid) {
        List<String> cmdline = proc.cmdline(pid).known().orElse(List.of());
        boolean named = cmdline.stream().limit(2).anyMatch(argument -> OUR_NAMES.contains(basename(argument)));
        return named || cmdline.stream().anyMatch(argument -> argument.startsWith("-Doome.name="));
    }

    private static String basename(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
