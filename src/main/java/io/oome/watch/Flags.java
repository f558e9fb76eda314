package io.oome.watch;

import io.oome.restart.Finding;
import io.oome.restart.ScanResult;
import io.oome.scan.FlagFile;
import io.oome.scan.FlagPath;
import io.oome.scan.Identity;
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
 * Where the flags of all processes would be, as scans have found out. What is not looked at, for its restart is under way
 * or it has just ended, is where it was.
 */
final class Flags {

    /** A process has a flag for each of its JVMs, and may have what looks like a thousand of them. */
    private static final int MOST_OF_ONE = 16;

    private final Map<Namespec, List<Flag>> flags = new LinkedHashMap<>();

    /** Made from them when they have changed. */
    private Optional<Map<Path, Map<Path, Boolean>>> folders = Optional.empty();

    /**
     * @param isThere something lies there: it may be touched, and need not be made
     */
    private record Flag(Path path, boolean isThere) {}

    void update(ScanResult result) {
        for (Finding finding : result.findings()) {
            Observation seen = finding.about().seen();
            boolean isLookedAt = !finding.about().held() && !(seen.identity() instanceof Identity.Ended);
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
     * @param isActedOn what lies there now goes, and at the end of a restart there is a scan
     */
    private static List<Flag> flags(Observation seen, boolean isActedOn) {
        return seen.places().stream()
                .limit(MOST_OF_ONE)
                .flatMap(place -> place.search().found().map(FlagPath::path).stream()
                        .map(path -> new Flag(path, !isActedOn && !(place.flag() instanceof FlagFile.Absent))))
                .toList();
    }

    /** The names that are of interest, by the folder that they would be in; true for what is there already. */
    Map<Path, Map<Path, Boolean>> folders() {
        if (folders.isEmpty()) {
            folders = Optional.of(made());
        }
        return folders.get();
    }

    private Map<Path, Map<Path, Boolean>> made() {
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
