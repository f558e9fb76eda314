package io.oome.scan;

import io.oome.proc.Proc;
import io.oome.scan.FlagFile.Names;
import io.oome.supervisor.ProcessInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which process a flag names by the pid in it ({@code echo %p > FLAG}). A pid that belongs neither to a supervised
 * process nor to a descendant of one names none: a JVM in a PID namespace of its own writes 1.
 */
final class FlagContents {

    private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(1);

    private static final Duration LOOKS_EVERY = Duration.ofMillis(10);

    private final Proc proc;
    private final FlagInspector inspector;
    private final List<ProcessInfo> all;
    private final List<Observation> observations;
    private final Map<FlagId, Content> contents = new HashMap<>();

    /** One deadline for the whole scan, however many flags are still empty. */
    private final long patienceEnds = System.nanoTime() + WRITTEN_WITHIN.toNanos();

    /** A flag's content, and the flag's id when it was read: the write changes the id. */
    private record Content(FlagId flag, Optional<Integer> pid) {}

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
        Content content = contents.computeIfAbsent(present.id(), it -> content(path, it));
        Names names = content.pid().map(it -> names(it, observation)).orElse(Names.NOBODY);
        return place.with(new FlagFile.Present(content.flag(), present.owner(), true, names));
    }

    private Content content(FlagPath path, FlagId flag) {
        if (!isShared(flag)) {
            return new Content(flag, inspector.pidIn(path));
        }
        awaitContent(path, flag);
        Optional<Integer> pid = inspector.pidIn(path);
        return new Content(inspector.id(path).orElse(flag), pid);
    }

    /** Several paths can lead to one file. */
    private boolean isShared(FlagId flag) {
        return observations.stream()
                        .flatMap(it -> it.places().stream())
                        .filter(it -> it.flag() instanceof FlagFile.Present present
                                && present.id().isOfSameFile(flag))
                        .limit(2)
                        .count()
                > 1;
    }

    /**
     * A shell creates the file before it writes to it. A flag taken for empty in between would restart every process
     * that shares it.
     */
    private void awaitContent(FlagPath path, FlagId flag) {
        boolean isYoung = Duration.between(flag.changed(), Instant.now()).abs().compareTo(WRITTEN_WITHIN) < 0;
        try {
            while (isYoung && inspector.isEmpty(path) && System.nanoTime() < patienceEnds) {
                Thread.sleep(LOOKS_EVERY.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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

    /** In this /proc that pid is a stranger's, or hidden: only the pids that supervisord reports can be compared. */
    private Names namesUnproven(int pid, Observation observation) {
        if (observation.process().pid() == pid) {
            return Names.THIS;
        }
        return all.stream().anyMatch(it -> it.pid() == pid) ? Names.ANOTHER : Names.NOBODY;
    }

    /** The pid can be that of a process that is down now, or of a JVM of one that has been restarted since. */
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
