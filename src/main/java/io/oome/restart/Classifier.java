package io.oome.restart;

import io.oome.journal.Entry.Past;
import io.oome.journal.Restart;
import io.oome.jvm.Verdict;
import io.oome.scan.FlagFile;
import io.oome.scan.FlagFile.Names;
import io.oome.scan.FlagFile.Present;
import io.oome.scan.FlagId;
import io.oome.scan.FlagPath;
import io.oome.scan.Identity;
import io.oome.supervisor.Namespec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Weighs the evidence of one scan: cases in, findings out. A pure function; the clock is a parameter. */
final class Classifier {

    private static final Set<Verdict.Kind> MAKES_IT = EnumSet.of(Verdict.Kind.ARMED);
    private static final Set<Verdict.Kind> MAKES_NO_FLAG =
            EnumSet.of(Verdict.Kind.NO_JVM, Verdict.Kind.UNARMED, Verdict.Kind.EXITS);

    private final Budget budget;
    private final Instant now;
    private final Map<FlagId, List<Case>> sharers = new HashMap<>();
    private boolean incomplete;

    private record Weighed(Evidence evidence, String reason) {}

    Classifier(Budget budget, Instant now) {
        this.budget = budget;
        this.now = now;
    }

    /** One finding for each case, in the same order. */
    List<Finding> classify(List<Case> cases) {
        incomplete =
                cases.stream().anyMatch(it -> !it.held() && it.seen().identity().isPassing());
        for (Case each : cases) {
            each.places().filter(it -> it.seen().exempt().isEmpty()).forEach(it -> it.seen()
                    .presentFlag()
                    .ifPresent(flag -> sharers.computeIfAbsent(flag.id(), any -> new ArrayList<>())
                            .add(it)));
        }
        return cases.stream().map(this::classify).toList();
    }

    /** Of several places with a flag, the most urgent decides; the next scan handles the others. */
    private Finding classify(Case about) {
        return about.places()
                .map(this::classifyPlace)
                .min(Comparator.comparing(it -> it.decision().urgency()))
                .orElseThrow();
    }

    private Finding classifyPlace(Case about) {
        Weighed weighed = weigh(about);
        Decision decision = DecisionTable.decide(about.seen().process().state(), weighed.evidence());
        Optional<Duration> age = about.seen().presentFlag().map(this::age);
        return new Finding(about, weighed.evidence(), decision, age, weighed.reason());
    }

    private Weighed weigh(Case about) {
        if (about.held()) {
            return new Weighed(Evidence.UNDER_WAY, "its restart is under way");
        }
        if (about.unfinished().isPresent() && about.seen().exempt().isEmpty()) {
            return unfinished(about, about.unfinished().get());
        }
        if (about.seen().exempt().isPresent()) {
            return new Weighed(Evidence.NOT_MEANT, about.seen().exempt().get());
        }
        if (about.seen().identity() instanceof Identity.Forked) {
            return new Weighed(Evidence.NONE, "supervisord is starting its program; the next scan looks again");
        }
        if (about.seen().identity() instanceof Identity.Ended) {
            return new Weighed(Evidence.NONE, "it ended after supervisord answered; the next scan looks again");
        }
        return about.seen()
                .search()
                .found()
                .map(path -> flagged(about, path))
                .orElseGet(() -> new Weighed(isNoJvm(about) ? Evidence.NONE : Evidence.NO_PATH, whyNoPath(about)));
    }

    /** Certainly not a JVM: no flag is expected. */
    private static boolean isNoJvm(Case about) {
        return about.seen()
                .verdict()
                .filter(it -> it.kind() == Verdict.Kind.NO_JVM)
                .isPresent();
    }

    private static Weighed unfinished(Case about, Restart restart) {
        String flag = "flag " + restart.cause();
        if (about.scansToWait() > 0) {
            String next = about.scansToWait() == 1 ? "at the next tick" : "in " + about.scansToWait() + " ticks";
            return new Weighed(
                    Evidence.BACKING_OFF,
                    "OutOfMemoryError " + flag + "; its start failed " + times(restart) + "; next attempt " + next);
        }
        return new Weighed(
                Evidence.UNFINISHED,
                "OutOfMemoryError " + flag + "; its restart is unfinished"
                        + (restart.failures() > 0 ? ": its start failed " + times(restart) : ""));
    }

    private static String times(Restart restart) {
        return restart.failures() == 1 ? "once" : restart.failures() + " times";
    }

    private static String whyNoPath(Case about) {
        if (about.seen().identity() instanceof Identity.Unproven unproven) {
            return unproven.reason();
        }
        String unknowns = about.seen().search().unknowns();
        return about.seen().identity() instanceof Identity.Down
                ? "it is down, and no scan saw its environment and cwd while it ran; set oome-monitor.files.\""
                        + about.seen().namespec() + "\" to its flag's path"
                : (isNoJvm(about) ? "not a JVM; " : "") + "flag path unknown: " + unknowns;
    }

    private Weighed flagged(Case about, FlagPath path) {
        FlagFile flag = about.seen().flag();
        if (flag instanceof FlagFile.Refused refused) {
            return new Weighed(Evidence.REFUSED, refused.reason() + " (rule: " + path.rule() + ")");
        }
        if (flag instanceof FlagFile.Unseen unseen) {
            return new Weighed(Evidence.UNSEEN, unseen.reason() + " (rule: " + path.rule() + ")");
        }
        Weighed weighed = flag instanceof Present present ? present(about, path, present) : absent(about, path);
        boolean over = weighed.evidence() != Evidence.FRESH && weighed.evidence() != Evidence.OVER_BUDGET;
        return over && !about.survivors().isEmpty() ? survived(about) : weighed;
    }

    private static Weighed absent(Case about, FlagPath path) {
        boolean isGuess = about.seen().search().isGuess();
        return isGuess && !isNoJvm(about)
                ? new Weighed(
                        Evidence.GUESS,
                        "no flag " + path + ", but that path is a guess ("
                                + about.seen().search().unknowns() + "); set oome-monitor.files.\""
                                + about.seen().namespec() + "\" to its flag's path")
                : new Weighed(Evidence.NONE, "no flag " + path);
    }

    private static Weighed survived(Case about) {
        return new Weighed(
                Evidence.SURVIVED,
                Survivors.text(about.survivors(), about.seen().namespec()));
    }

    private Weighed present(Case about, FlagPath path, Present flag) {
        if (flag.names() == Names.ANOTHER) {
            return new Weighed(Evidence.NOT_MEANT, "flag " + path + " holds the pid of another process");
        }
        if (isOfAnotherJvm(about, flag)) {
            return new Weighed(Evidence.NOT_MEANT, "flag " + path + " comes from the JVM of another process");
        }
        if (about.entry().hasHandled(flag.id())) {
            return over(
                    about, flag, "flag " + path + ", " + age(flag, "old") + ": already acted on" + when(about, flag));
        }
        if (holdsEndedPid(about, flag)) {
            return over(about, flag, "flag " + path + " holds the pid of a process that has ended");
        }
        Optional<String> successor = successor(about, flag);
        if (successor.isPresent()) {
            return stale(about, path, flag, successor.get());
        }
        String reason = "OutOfMemoryError flag " + path + jvm(about) + ", " + age(flag, "old");
        return budget.allows(about.entry(), now)
                ? new Weighed(Evidence.FRESH, reason)
                : new Weighed(Evidence.OVER_BUDGET, reason + "; restarted too often (--max-restarts: " + budget + ")");
    }

    /** Who started the process, or its JVM, again after the flag was made. */
    private Optional<String> successor(Case about, Present flag) {
        if (about.seen().isOlderThanItsRun(flag, now)) {
            return Optional.of("supervisord started it again");
        }
        return about.seen().isOfAnEarlierJvm(flag, now)
                ? Optional.of("its wrapper started another JVM")
                : Optional.empty();
    }

    private Weighed stale(Case about, FlagPath path, Present flag, String successor) {
        if (isOfExitingJvm(about, flag)) {
            return new Weighed(
                    Evidence.ENDED_ITSELF,
                    "it ran out of memory and ended by itself, and " + successor + ": flag " + path + ", "
                            + age(flag, "old"));
        }
        boolean isOfRun = about.seen().isOlderThanItsRun(flag, now);
        String ofRun = about.seen().neverRan() ? "it has not run yet" : "older than its last run";
        return over(about, flag, "stale flag " + path + ", " + age(flag, "old") + ": " + (isOfRun ? ofRun : successor));
    }

    private boolean isOfExitingJvm(Case about, Present flag) {
        return about.seen().place().isOfExitingJvm()
                && !incomplete
                && !about.seen().neverRan()
                && sharers.get(flag.id()).size() == 1;
    }

    /** Several processes share the flag, mostly through one cwd: another's JVM is armed to make it, this one can't. */
    private boolean isOfAnotherJvm(Case about, Present flag) {
        return is(about, MAKES_NO_FLAG)
                && sharers.get(flag.id()).stream().anyMatch(it -> isAnother(it, about) && is(it, MAKES_IT));
    }

    private static boolean is(Case about, Set<Verdict.Kind> kinds) {
        return about.seen().verdict().map(Verdict::kind).filter(kinds::contains).isPresent();
    }

    /** Names the JVM if the process has several. */
    private static String jvm(Case about) {
        return about.seen().places().size() > 1
                ? about.seen().place().jvm().map(it -> " of JVM " + it.pid()).orElse("")
                : "";
    }

    /** Its writer has ended, and this process runs. If the process is down, it may have been the writer. */
    private boolean holdsEndedPid(Case about, Present flag) {
        boolean shared = sharers.get(flag.id()).size() > 1;
        return flag.names() == Names.ENDED && shared && about.seen().process().pid() > 0;
    }

    /** Keeps a flag that may count for a process that this scan did not see. */
    private Weighed over(Case about, Present flag, String reason) {
        if (incomplete) {
            return new Weighed(Evidence.STALE_KEPT, reason + "; kept until the next scan");
        }
        boolean countsForAnother =
                sharers.get(flag.id()).stream().anyMatch(it -> isAnother(it, about) && isFresh(it, flag));
        if (countsForAnother) {
            return new Weighed(Evidence.NOT_MEANT, reason + "; kept for another process");
        }
        return flag.ours()
                ? new Weighed(Evidence.STALE, reason)
                : new Weighed(Evidence.STALE_KEPT, reason + "; kept: only uid " + flag.owner() + " may delete it");
    }

    private static boolean isAnother(Case one, Case other) {
        return !one.seen().namespec().equals(other.seen().namespec());
    }

    private boolean isFresh(Case about, Present flag) {
        Names names = about.seen().presentFlag().map(Present::names).orElse(Names.NOBODY);
        return names != Names.ANOTHER
                && !holdsEndedPid(about, flag)
                && !isOfAnotherJvm(about, flag)
                && !about.entry().hasHandled(flag.id())
                && successor(about, flag).isEmpty();
    }

    private static String when(Case about, Present flag) {
        return about.entry().history().stream()
                .filter(it -> it.flag().equals(flag.id()))
                .reduce((earlier, later) -> later)
                .map(Past::when)
                .map(it -> " at " + it)
                .orElse("");
    }

    /**
     * Whether a flag that is acted on may be deleted: not while it counts for a process that is not restarted now.
     *
     * @param acted the processes that are restarted for it
     * @param every all processes that were scanned, selected or not
     */
    static boolean mayDelete(FlagId flag, List<Finding> acted, List<Finding> every) {
        Set<Namespec> restarted = acted.stream().map(Finding::namespec).collect(Collectors.toSet());
        return every.stream().noneMatch(it -> !restarted.contains(it.namespec()) && hasMissed(it, acted))
                && every.stream()
                        .filter(it ->
                                it.flag().map(Present::id).filter(flag::equals).isPresent())
                        .filter(it -> it.evidence() == Evidence.FRESH || it.evidence() == Evidence.OVER_BUDGET)
                        .allMatch(it -> restarted.contains(it.namespec()));
    }

    /** Whether it was looked at a moment before the others' flag appeared, which is its flag, too. */
    private static boolean hasMissed(Finding finding, List<Finding> acted) {
        Set<FlagPath> paths =
                acted.stream().flatMap(it -> it.search().found().stream()).collect(Collectors.toSet());
        return finding.about().seen().places().stream()
                .filter(it -> it.flag() instanceof FlagFile.Absent)
                .flatMap(it -> it.search().found().stream())
                .anyMatch(path -> paths.stream().anyMatch(it -> it.path().equals(path.path())));
    }

    private Duration age(Present flag) {
        return Duration.between(flag.id().changed(), now);
    }

    private String age(Present flag, String suffix) {
        return Ages.text(age(flag)) + " " + suffix;
    }
}
