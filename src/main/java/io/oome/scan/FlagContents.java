package io.oome.scan;

import io.oome.proc.Proc;
import io.oome.scan.FlagFile.Names;
import io.oome.supervisor.ProcessInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whom a flag names that holds a pid ({@code echo %p > FLAG}). A pid that is no supervised process's, nor its descendant's,
 * names nobody: a JVM in a PID namespace of its own writes 1.
 */
final class FlagContents {

    private final Proc proc;
    private final FlagInspector inspector;
    private final List<ProcessInfo> all;
    private final List<Observation> observations;
    private final Map<FlagId, Optional<Integer>> pids = new HashMap<>();

    FlagContents(Proc proc, FlagInspector inspector, List<ProcessInfo> all, List<Observation> observations) {
        this.proc = proc;
        this.inspector = inspector;
        this.all = all;
        this.observations = List.copyOf(observations);
    }

    Observation read(Observation observation) {
        List<Place> places =
                observation.places().stream().map(it -> read(it, observation)).toList();
        return observation.with(places);
    }

    private Place read(Place place, Observation observation) {
        if (!(place.flag() instanceof FlagFile.Present present) || !present.ours()) {
            return place;
        }
        FlagPath path = place.search().found().orElseThrow();
        Optional<Integer> pid = pids.computeIfAbsent(present.id(), any -> inspector.pidIn(path));
        Names names = pid.map(it -> names(it, observation)).orElse(Names.NOBODY);
        return place.with(new FlagFile.Present(present.id(), present.owner(), true, names));
    }

    private Names names(int pid, Observation observation) {
        if (observation.identity() instanceof Identity.Unproven) {
            return namesUnproven(pid, observation);
        }
        boolean lives = proc.stat(pid).known().map(stat -> !stat.isZombie()).orElse(false);
        if (!lives) {
            return ended(pid, observation);
        }
        if (proc.isSelfOrAncestor(observation.process().pid(), pid)) {
            return Names.THIS;
        }
        boolean anothers = all.stream().anyMatch(it -> proc.isSelfOrAncestor(it.pid(), pid));
        return anothers ? Names.ANOTHER : Names.NOBODY;
    }

    /** What our /proc shows under that pid is somebody else, or hidden: only supervisord's own pids can be compared. */
    private Names namesUnproven(int pid, Observation observation) {
        if (observation.process().pid() == pid) {
            return Names.THIS;
        }
        return all.stream().anyMatch(it -> it.pid() == pid) ? Names.ANOTHER : Names.NOBODY;
    }

    /** It may have been the JVM of a process that is down by now, or of one that was started again since. */
    private Names ended(int pid, Observation observation) {
        if (wasThatOf(observation, pid)) {
            return Names.THIS;
        }
        boolean anothers = observations.stream().anyMatch(it -> wasThatOf(it, pid));
        return anothers ? Names.ANOTHER : Names.ENDED;
    }

    private static boolean wasThatOf(Observation observation, int pid) {
        return observation.identity() instanceof Identity.Down down
                && down.last().map(run -> run.pid() == pid).orElse(false);
    }
}
