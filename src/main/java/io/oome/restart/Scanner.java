package io.oome.restart;

import io.oome.proc.MountView;
import io.oome.proc.Proc;
import io.oome.proc.Reading;
import io.oome.scan.FlagInspector;
import io.oome.scan.FlagPath;
import io.oome.scan.FlagSearch;
import io.oome.scan.FlagSearcher;
import io.oome.scan.KnownProcesses;
import io.oome.scan.ProcessFacts;
import io.oome.scan.Programs;
import io.oome.scan.Sighting;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.Supervisor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks at every selected process: one getAllProcessInfo, one look into /proc and at its flag for each. Changes
 * nothing.
 */
final class Scanner {

    private final Supervisor supervisor;
    private final Proc proc;
    private final FlagSearcher searcher;
    private final FlagInspector inspector;
    private final Journal journal;
    private final KnownProcesses known;
    private final Supplier<Optional<Integer>> supervisordPid;

    /**
     * @param supervisordPid asked only for a process that is down and was not seen while it ran
     */
    Scanner(
            Supervisor supervisor,
            Proc proc,
            FlagSearcher searcher,
            FlagInspector inspector,
            Journal journal,
            Supplier<Optional<Integer>> supervisordPid) {
        this.supervisor = supervisor;
        this.proc = proc;
        this.searcher = searcher;
        this.inspector = inspector;
        this.journal = journal;
        this.known = new KnownProcesses(proc);
        this.supervisordPid = supervisordPid;
    }

    /**
     * @param all what supervisord has
     * @param processes those of them that are looked at
     */
    List<Suspect> scan(List<ProcessInfo> all, List<ProcessInfo> processes) {
        known.begin(all);
        Map<Namespec, Journal.Entry> entries = journal.entries();
        Programs programs = new Programs(supervisor);
        List<Suspect> suspects = new ArrayList<>(processes.size());
        for (ProcessInfo process : processes) {
            Optional<Journal.Entry> entry = Optional.ofNullable(entries.get(process.namespec()));
            suspects.add(look(process, entry, programs));
        }
        return suspects;
    }

    private Suspect look(ProcessInfo process, Optional<Journal.Entry> entry, Programs programs) {
        Optional<ProcessFacts> facts = facts(process);
        FlagSearch search = entry.flatMap(it -> again(it, facts))
                .orElseGet(() -> searcher.search(process.namespec(), facts, programs::directory));
        if (search.found().isEmpty()) {
            return new Suspect(process, facts, search, new Sighting.Absent(), new Sighting.Absent(), entry);
        }
        FlagPath path = search.found().get();
        Optional<Integer> uid = uid(process, facts, programs);
        Sighting flag = inspector.look(path.path(), path.rule(), uid);
        Optional<Integer> claimant = entry.map(Journal.Entry::owner).or(() -> uid);
        Sighting claim = inspector.look(path.claim(), path.rule(), claimant);
        return new Suspect(process, facts, search, flag, claim, entry);
    }

    /** The paths of a process that is down are reached through supervisord, which has the same file system. */
    private Optional<ProcessFacts> facts(ProcessInfo process) {
        Optional<ProcessFacts> facts = known.facts(process);
        return process.pid() > 0 ? facts : facts.map(it -> it.afterItsEnd(this::supervisordsView));
    }

    private Reading<MountView> supervisordsView() {
        return supervisordPid.get().map(proc::mountView).orElse(new Reading.Known<>(MountView.OURS));
    }

    /** A claim is looked for where it was made, whatever the process' environment says today. */
    private Optional<FlagSearch> again(Journal.Entry entry, Optional<ProcessFacts> facts) {
        MountView view = facts.map(ProcessFacts::mountView)
                .orElseGet(this::supervisordsView)
                .known()
                .orElse(MountView.OURS);
        try {
            FlagPath path = FlagSearcher.again(entry.flag(), entry.rule(), view);
            return Optional.of(new FlagSearch(Optional.of(path), List.of()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The user that a process runs as, or would run as. */
    private Optional<Integer> uid(ProcessInfo process, Optional<ProcessFacts> facts, Programs programs) {
        return facts.flatMap(it -> it.uid().known())
                .or(() -> programs.uid(process.namespec()))
                .or(() -> supervisordPid
                        .get()
                        .flatMap(pid -> proc.status(pid).known().flatMap(it -> it.uid())));
    }
}
