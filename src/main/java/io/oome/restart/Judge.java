package io.oome.restart;

import io.oome.proc.Proc;
import io.oome.proc.Run;
import io.oome.scan.Bystanders;
import io.oome.scan.Claim;
import io.oome.scan.FlagPath;
import io.oome.scan.Selection;
import io.oome.scan.Sighting;
import io.oome.scan.Sighting.Present;
import io.oome.supervisor.ProcessInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Weighs what one scan has seen: suspects in, findings out. */
final class Judge {

    private final Proc proc;
    private final Journal journal;
    private final Bystanders bystanders;
    private final Selection selection;
    private final Instant now;
    private final Map<Object, List<Suspect>> sharers = new HashMap<>();
    private final Map<Object, Optional<Integer>> pids = new HashMap<>();
    private final Map<Suspect, String> whyBystander = new IdentityHashMap<>();

    private record Weighed(Evidence evidence, String reason) {}

    Judge(Proc proc, Journal journal, Bystanders bystanders, Selection selection, Instant now) {
        this.proc = proc;
        this.journal = journal;
        this.bystanders = bystanders;
        this.selection = selection;
        this.now = now;
    }

    /** One finding for each suspect, in their order. */
    List<Finding> judge(List<Suspect> suspects) {
        bystanders.forget();
        for (Suspect suspect : suspects) {
            Optional<String> reason = whyBystander(suspect);
            if (reason.isPresent()) {
                whyBystander.put(suspect, reason.get());
            } else {
                suspect.presentClaim().ifPresent(it -> addSharer(it, suspect));
                suspect.presentFlag().ifPresent(it -> addSharer(it, suspect));
            }
        }
        return suspects.stream().map(this::judge).toList();
    }

    private void addSharer(Present file, Suspect suspect) {
        sharers.computeIfAbsent(file.key(), any -> new ArrayList<>()).add(suspect);
    }

    /** Asked only where something would have to be done. */
    private Optional<String> whyBystander(Suspect suspect) {
        boolean open = suspect.isAnythingThere() || suspect.path().isEmpty();
        return open && !selection.namesInFull(suspect.process().namespec())
                ? bystanders.reason(suspect.process())
                : Optional.empty();
    }

    private Finding judge(Suspect suspect) {
        Weighed weighed = weigh(suspect);
        Decision decision = DecisionTable.decide(suspect.process().state(), weighed.evidence());
        Optional<Present> file = suspect.presentClaim().or(suspect::presentFlag);
        return new Finding(
                suspect.process(),
                suspect.search(),
                weighed.evidence(),
                decision,
                file,
                file.map(this::age),
                suspect.run(),
                weighed.reason());
    }

    private Weighed weigh(Suspect suspect) {
        if (whyBystander.containsKey(suspect)) {
            return new Weighed(Evidence.NOT_MEANT, whyBystander.get(suspect) + ": never acted on");
        }
        if (suspect.hasVanished()) {
            return new Weighed(Evidence.NONE, "it has ended since supervisord was asked; the next scan looks again");
        }
        if (suspect.path().isEmpty()) {
            return new Weighed(Evidence.NO_PATH, whyNoPath(suspect));
        }
        return suspect.isClaimed()
                ? claimed(suspect)
                : flagged(suspect, suspect.path().get());
    }

    private static String whyNoPath(Suspect suspect) {
        return suspect.facts().isEmpty()
                ? "it is down, and its environment and cwd were not seen while it ran; oome-monitor.files.\""
                        + suspect.process().namespec() + "\" would tell where its flag is"
                : "where its flag would be is not known: " + suspect.search().unknowns();
    }

    private Weighed claimed(Suspect suspect) {
        FlagPath path = suspect.path().orElseThrow();
        if (isHeld(suspect)) {
            return new Weighed(Evidence.CLAIM_HELD, "another monitor is restarting it (" + path.claim() + ")");
        }
        String reason = "claim " + path.claim() + " of a restart that was not finished";
        if (isSameRun(suspect)) {
            return new Weighed(Evidence.CLAIM_SAME_RUN, reason);
        }
        boolean standsForOther = suspect.presentClaim()
                .map(it -> sharers.get(it.key()).stream().anyMatch(other -> other != suspect && isUnfinished(other)))
                .orElse(false);
        return standsForOther
                ? new Weighed(Evidence.NOT_MEANT, reason + ", and meant for another")
                : new Weighed(Evidence.CLAIM_LATER_RUN, reason);
    }

    private static boolean isUnfinished(Suspect suspect) {
        return suspect.process().state().isDown() || isSameRun(suspect);
    }

    private boolean isHeld(Suspect suspect) {
        if (suspect.presentClaim().isPresent()) {
            return isLocked(suspect.path().orElseThrow(), suspect.presentClaim().get());
        }
        return journal.isHeldByOther(suspect.process().namespec());
    }

    /** What we may not even open belongs to a monitor of another user. */
    private static boolean isLocked(FlagPath path, Present claim) {
        try {
            Optional<Claim> taken = Claim.takeOver(path, claim);
            if (taken.isPresent()) {
                taken.get().close();
            }
            return taken.isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    /** Pid and start time tell; without the journal's, a claim of this run is newer than its start. */
    private static boolean isSameRun(Suspect suspect) {
        if (suspect.entry().isPresent() && suspect.run().isPresent()) {
            Run run = suspect.run().get();
            Journal.Entry entry = suspect.entry().get();
            return run.pid() == entry.pid() && run.startTicks() == entry.startTicks();
        }
        return suspect.presentClaim()
                .map(claim -> claim.changed().isAfter(suspect.start()))
                .orElse(false);
    }

    private Weighed flagged(Suspect suspect, FlagPath path) {
        if (suspect.flag() instanceof Sighting.Absent) {
            return new Weighed(Evidence.NONE, "no flag " + path);
        }
        if (suspect.flag() instanceof Sighting.Refused refused) {
            return new Weighed(Evidence.REFUSED, refused.reason() + " (rule: " + path.rule() + ")");
        }
        if (suspect.flag() instanceof Sighting.Unreadable unreadable) {
            return new Weighed(Evidence.UNSEEN, unreadable.reason() + " (rule: " + path.rule() + ")");
        }
        return dated(suspect, path, (Present) suspect.flag());
    }

    private Weighed dated(Suspect suspect, FlagPath path, Present flag) {
        Optional<Integer> pid = pids.computeIfAbsent(flag.key(), any -> Claim.pidIn(path));
        if (pid.isPresent()) {
            Optional<Weighed> named = named(suspect, path, pid.get());
            if (named.isPresent()) {
                return named.get();
            }
        }
        if (isStale(suspect, flag)) {
            return stale(suspect, path, flag);
        }
        return new Weighed(Evidence.FRESH, "OutOfMemoryError flag " + path + ", " + Ages.text(age(flag)) + " old");
    }

    private Weighed stale(Suspect suspect, FlagPath path, Present flag) {
        boolean countsForOther = sharers.get(flag.key()).stream().anyMatch(it -> !isStale(it, flag));
        if (countsForOther) {
            return new Weighed(Evidence.NOT_MEANT, "flag " + path + " is older than its start, and meant for another");
        }
        String started = suspect.neverRan() ? "it has not run yet" : "it was started since";
        return new Weighed(Evidence.STALE, "stale flag " + path + ", " + Ages.text(age(flag)) + " old: " + started);
    }

    /** What the pid in a flag says; empty if nothing. */
    private Optional<Weighed> named(Suspect suspect, FlagPath path, int pid) {
        boolean lives = proc.stat(pid).known().map(stat -> !stat.isZombie()).orElse(false);
        if (lives) {
            boolean meant = proc.isSelfOrAncestor(suspect.process().pid(), pid);
            return meant
                    ? Optional.empty()
                    : Optional.of(new Weighed(
                            Evidence.NOT_MEANT,
                            "flag " + path + " is meant for pid " + pid + ", which is not its own"));
        }
        boolean shared = sharers.get(suspect.presentFlag().orElseThrow().key()).size() > 1;
        boolean wasItsOwn = suspect.facts().map(it -> it.run().pid() == pid).orElse(false);
        if (!shared || wasItsOwn) {
            return Optional.empty();
        }
        return Optional.of(new Weighed(
                suspect.process().state().isDown() ? Evidence.NOT_MEANT : Evidence.STALE,
                "stale flag " + path + " is meant for pid " + pid + ", which has ended"));
    }

    /** A clock that was set back puts the start of a run into the future: the flag counts then. */
    private boolean isStale(Suspect suspect, Present flag) {
        ProcessInfo process = suspect.process();
        boolean clockWasSetBack = now.isBefore(process.start());
        return suspect.neverRan() || (!clockWasSetBack && flag.changed().isBefore(suspect.start()));
    }

    private Duration age(Present file) {
        return Duration.between(file.changed(), now);
    }
}
