package io.oome.watch;

import io.oome.restart.Finding;
import io.oome.restart.ScanResult;
import io.oome.scan.FlagFile;
import io.oome.scan.FlagPath;
import io.oome.scan.Observation;
import io.oome.supervisor.Namespec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the flags of all processes would be, according to the scans. A process that a scan skips, because its restart
 * is under way or it has just ended, keeps its paths.
 */
final class Flags {

    /** A process has one flag per JVM, and can fake a thousand JVMs. */
    private static final int MOST_OF_ONE = 16;

    private final Map<Namespec, List<Flag>> flags = new LinkedHashMap<>();

    /** Cached; empty after the flags change. */
    private Optional<Map<Path, Map<Path, Boolean>>> folders = Optional.empty();

    /**
     * @param isThere whether the file exists: then touching it counts too
     */
    private record Flag(Path path, boolean isThere) {}

    void update(ScanResult result) {
        for (Finding finding : result.findings()) {
            Observation seen = finding.about().seen();
            boolean isLookedAt = !finding.about().held() && !seen.identity().isPassing();
            if (isLookedAt) {
                put(finding.namespec(), flags(seen, finding.decision().isRestart()));
            }
        }
        Set<Namespec> present =
                result.findings().stream().map(Finding::namespec).collect(Collectors.toSet());
        if (flags.keySet().retainAll(present)) {
            folders = Optional.empty();
        }
    }

    private void put(Namespec process, List<Flag> now) {
        if (!now.equals(flags.put(process, now))) {
            folders = Optional.empty();
        }
    }

    /**
     * @param isActedOn whether the process is being restarted: its flag goes, and a scan follows the restart
     */
    private static List<Flag> flags(Observation seen, boolean isActedOn) {
        return seen.places().stream()
                .limit(MOST_OF_ONE)
                .flatMap(place -> place.search().found().map(FlagPath::path).stream()
                        .map(path -> new Flag(path, !isActedOn && !(place.flag() instanceof FlagFile.Absent))))
                .toList();
    }

    /** The flags' names by folder; true for a file that exists. */
    Map<Path, Map<Path, Boolean>> folders() {
        if (folders.isEmpty()) {
            folders = Optional.of(byFolder());
        }
        return folders.get();
    }

    private Map<Path, Map<Path, Boolean>> byFolder() {
        Map<Path, Map<Path, Boolean>> folders = new LinkedHashMap<>();
        for (List<Flag> ofOne : flags.values()) {
            for (Flag flag : ofOne) {
                Path folder = flag.path().getParent();
                if (folder != null) {
                    folders.computeIfAbsent(folder, any -> new HashMap<>())
                            .merge(flag.path().getFileName(), flag.isThere(), Boolean::logicalOr);
                }
            }
        }
        return folders;
    }
}
