package io.oome.restart;

import io.oome.journal.Entry;
import io.oome.journal.Entry.Past;
import io.oome.restart.Monitor.Policy;
import io.oome.restart.Monitor.Tools;
import io.oome.scan.FlagFile;
import io.oome.scan.FlagPath;
import io.oome.scan.Identity;
import io.oome.scan.Observation;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Observes processes and the journal: everything that decisions depend on. */
final class Observer {

    private final Tools tools;
    private final Policy policy;
    private final Backoff backoff;
    private final Pace pace;

    /** Where the last look has looked for flags. */
    private Map<Namespec, List<FlagPath>> places = Map.of();

    private boolean complete;

    Observer(Tools tools, Policy policy, Backoff backoff, Pace pace) {
        this.tools = tools;
        this.policy = policy;
        this.backoff = backoff;
        this.pace = pace;
    }

    /**
     * Observes the selected processes, and those that may share a flag with them.
     *
     * @param underWay as of before supervisord was asked: what it reports of the others is newer than our last action
     */
    List<Case> look(List<ProcessInfo> all, Set<Namespec> underWay) {
        List<ProcessInfo> selected = all.stream()
                .filter(it -> policy.selection().contains(it.namespec()))
                .toList();
        List<Case> cases = withSharers(all, look(all, selected, underWay), underWay);
        complete =
                cases.stream().noneMatch(it -> it.held() || it.seen().identity().isPassing());
        places = cases.stream().collect(Collectors.toMap(it -> it.seen().namespec(), Observer::places));
        return cases;
    }

    /**
     * As {@code look}, but only at processes whose flag exists, at the place where the last look has looked for it. All
     * that share its path are looked at: the file can appear in the middle of this.
     */
    List<Case> lookAtFlagged(List<ProcessInfo> all, Set<Namespec> underWay) {
        Set<Path> there = places.values().stream()
                .flatMap(List::stream)
                .filter(tools.flags()::isThere)
                .map(FlagPath::path)
                .collect(Collectors.toSet());
        List<ProcessInfo> flagged = all.stream()
                .filter(it -> policy.selection().contains(it.namespec()))
                .filter(it -> places.getOrDefault(it.namespec(), List.of()).stream()
                        .anyMatch(flag -> there.contains(flag.path())))
                .toList();
        return withSharers(all, look(all, flagged, underWay), underWay);
    }

    /** Whether the last look has found out where the flag of each process would be. */
    boolean isComplete() {
        return complete;
    }

    private static List<FlagPath> places(Case about) {
        return about.seen().places().stream()
                .flatMap(it -> it.search().found().stream())
                .toList();
    }

    /** An unselected process may share a flag that the monitor may delete: then all of them are observed. */
    private List<Case> withSharers(List<ProcessInfo> all, List<Case> cases, Set<Namespec> underWay) {
        boolean mayDelete = cases.stream()
                .flatMap(it -> it.seen().places().stream())
                .anyMatch(it -> it.flag() instanceof FlagFile.Present present && present.ours());
        return mayDelete && isPart(all) ? look(all, all, underWay) : cases;
    }

    private boolean isPart(List<ProcessInfo> all) {
        return all.stream().anyMatch(it -> !policy.selection().contains(it.namespec()));
    }

    private List<Case> look(List<ProcessInfo> all, List<ProcessInfo> looked, Set<Namespec> underWay) {
        List<ProcessInfo> idle =
                looked.stream().filter(it -> !underWay.contains(it.namespec())).toList();
        Map<Namespec, Entry> entries = entries(all, underWay);
        Set<Namespec> unfinished = entries.values().stream()
                .filter(it -> it.restart().isPresent())
                .map(Entry::process)
                .collect(Collectors.toSet());
        Map<Namespec, Observation> seen = new HashMap<>();
        tools.scanner().look(all, idle, policy.selection(), unfinished).forEach(it -> seen.put(it.namespec(), it));
        return looked.stream()
                .map(it -> toCase(it, seen.get(it.namespec()), entries))
                .toList();
    }

    private Map<Namespec, Entry> entries(List<ProcessInfo> all, Set<Namespec> underWay) {
        if (!policy.dry()) {
            tools.journal().prepare();
        }
        Map<Namespec, Entry> entries = tools.journal().entries();
        if (!policy.dry()) {
            Set<Namespec> present = all.stream().map(ProcessInfo::namespec).collect(Collectors.toSet());
            entries.values().stream()
                    .filter(it -> it.restart().isPresent() && !present.contains(it.process()))
                    .filter(it -> !underWay.contains(it.process()))
                    .forEach(this::forget);
        }
        return entries;
    }

    /** Ends its restart: a process added under the same name later is another one. */
    private void forget(Entry removed) {
        if (tools.journal().lock(removed.process())) {
            removed.restart().ifPresent(it -> {
                Past past = new Past(pace.now(), it.cause().flag(), it.origin().pid(), 0, "removed", false);
                tools.journal().write(removed.end(past, List.of()));
            });
            tools.journal().unlock(removed.process());
        }
    }

    private Case toCase(ProcessInfo process, Observation seen, Map<Namespec, Entry> entries) {
        Entry entry = entries.getOrDefault(process.namespec(), Entry.empty(process.namespec()));
        if (seen == null) {
            return Case.underWay(Observation.nothing(process, new Identity.Ended()), entry);
        }
        boolean unfinished = entry.restart().isPresent();
        return new Case(
                seen,
                entry,
                unfinished && tools.journal().isLockedByAnother(process.namespec()),
                unfinished ? backoff.scansToWait(process.namespec()) : 0,
                Survivors.pids(tools.survivors().living(entry.survivors())));
    }
}
