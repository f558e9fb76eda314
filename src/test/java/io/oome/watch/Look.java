package io.oome.watch;

import io.oome.journal.Entry;
import io.oome.restart.Case;
import io.oome.restart.Decision;
import io.oome.restart.Evidence;
import io.oome.restart.Finding;
import io.oome.restart.ScanResult;
import io.oome.scan.FlagFile;
import io.oome.scan.FlagPath;
import io.oome.scan.FlagRule;
import io.oome.scan.FlagSearch;
import io.oome.scan.Identity;
import io.oome.scan.Observation;
import io.oome.scan.Place;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Builds a scan's result: processes with nothing but a flag, or a path for one. */
final class Look {

    private final List<Finding> findings = new ArrayList<>();

    /** Adds a process with these flags. */
    Look at(String process, Path... flags) {
        List<Place> places = Arrays.stream(flags).map(Look::place).toList();
        return add(process, new Identity.Unproven(""), places, false);
    }

    Look underWay(String process) {
        return add(process, new Identity.Ended(), List.of(place(Optional.empty(), new FlagFile.Absent())), true);
    }

    Look ended(String process) {
        return add(process, new Identity.Ended(), List.of(place(Optional.empty(), new FlagFile.Absent())), false);
    }

    ScanResult result() {
        return new ScanResult(List.copyOf(findings), List.of(), Optional.empty());
    }

    private static Place place(Path flag) {
        FlagPath path = new FlagPath(flag, FlagRule.OOME_FILE, flag);
        return place(
                Optional.of(path), Files.exists(flag) ? new FlagFile.Refused("it is none") : new FlagFile.Absent());
    }

    private static Place place(Optional<FlagPath> path, FlagFile flag) {
        return Place.of(new FlagSearch(path, List.of()), flag);
    }

    private Look add(String name, Identity identity, List<Place> places, boolean held) {
        Namespec namespec = Namespec.parse(name);
        ProcessInfo process = new ProcessInfo(namespec, ProcessState.RUNNING, 71, Instant.EPOCH, Instant.EPOCH, 0, "");
        Observation seen = new Observation(process, identity, places, Optional.empty(), Optional.empty());
        Case about = new Case(seen, Entry.empty(namespec), held, 0, List.of());
        findings.add(new Finding(about, Evidence.NONE, Decision.NOTHING, Optional.empty(), ""));
        return this;
    }
}
