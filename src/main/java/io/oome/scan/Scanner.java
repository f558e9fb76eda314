package io.oome.scan;

import io.oome.jvm.ConfiguredJvm;
import io.oome.jvm.Verdict;
import io.oome.proc.Family;
import io.oome.proc.Proc;
import io.oome.proc.ProcessStat;
import io.oome.proc.ProcessStatus;
import io.oome.proc.Run;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessConfig;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.Supervisor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Observes supervised processes: their identity, the paths of their flags, and what exists there. Changes nothing and
 * decides nothing.
 */
public final class Scanner {

    private final Supervisor supervisor;
    private final Proc proc;
    private final Flags flags;
    private final Exemptions exemptions;
    private final Verdicts verdicts;
    private final KnownProcesses known;
    private final Parentage parentage;
    private final Users users;

    /** How flags are located, and which files qualify. */
    public record Flags(FlagSearcher searcher, FlagInspector inspector) {}

    public Scanner(Supervisor supervisor, Proc proc, Flags flags, Exemptions exemptions, Verdicts verdicts) {
        this.supervisor = supervisor;
        this.proc = proc;
        this.flags = flags;
        this.exemptions = exemptions;
        this.verdicts = verdicts;
        this.known =
                new KnownProcesses(proc, new FactsReader(proc, flags.inspector().ourUid()));
        this.parentage = new Parentage(supervisor, proc);
        this.users = new Users(flags.inspector().ourUid());
    }

    /**
     * Observes processes.
     *
     * @param all every process of supervisord
     * @param observed those of them to observe
     * @param unfinished those of them whose restart is not finished
     */
    public List<Observation> look(
            List<ProcessInfo> all, List<ProcessInfo> observed, Selection selection, Set<Namespec> unfinished) {
        known.begin(all);
        parentage.begin();
        exemptions.forget();
        verdicts.retain(all.stream().map(ProcessInfo::namespec).collect(Collectors.toSet()));
        Look look = new Look(selection, unfinished);
        List<Observation> observations =
                observed.stream().map(look::at).collect(Collectors.toCollection(ArrayList::new));
        FlagContents contents = new FlagContents(proc, flags.inspector(), all, observations);
        observations.replaceAll(contents::read);
        return List.copyOf(observations);
    }

    /** Whether supervisord has started no process since this answer; false if its children can't be listed. */
    public boolean isAll(List<ProcessInfo> processes) {
        return parentage.hasNoOther(processes.stream().map(ProcessInfo::pid).collect(Collectors.toSet()));
    }

    /** The name of the supervisord that the monitor talks to, for the journal. */
    public String nameOfSupervisord() {
        return parentage.name();
    }

    /** When supervisord started; empty if it is not visible. */
    public Optional<Instant> supervisordsStart() {
        return parentage.start();
    }

    /** Reads the new run at the end of a restart: it can end before the next scan. */
    public void learn(ProcessInfo process) {
        proc.stat(process.pid())
                .known()
                .filter(stat -> parentage.isChild(process, stat, known.run(process, stat)) && !parentage.isFork(stat))
                .ifPresent(stat -> known.learn(process, stat, proc::all));
    }

    private final class Look {
        private final ConfiguredPrograms programs = new ConfiguredPrograms(supervisor);
        private final Selection selection;
        private final Set<Namespec> unfinished;
        private Map<Integer, ProcessStat> processes;

        Look(Selection selection, Set<Namespec> unfinished) {
            this.selection = selection;
            this.unfinished = unfinished;
        }

        Observation at(ProcessInfo process) {
            Optional<ProcessStat> stat =
                    process.pid() > 0 ? proc.stat(process.pid()).known() : Optional.empty();
            Identity identity = identify(process, stat);
            if (identity.isPassing()) {
                return Observation.nothing(process, identity);
            }
            Optional<FamilyFacts> facts = facts(process, identity, stat);
            List<Verdicts.Subject> subjects = subjects(process, identity, facts);
            List<Place> places = subjects.isEmpty()
                    ? List.of(place(process, Optional.empty(), !(identity instanceof Identity.Unproven)))
                    : distinct(subjects, endedJvms(process, facts));
            boolean open = unfinished.contains(process.namespec())
                    || places.stream()
                            .anyMatch(it -> it.search().found().isEmpty() || !(it.flag() instanceof FlagFile.Absent));
            Optional<String> exempt = open && !selection.namesInFull(process.namespec())
                    ? exemptions.reason(process, isSeen(process, identity, stat))
                    : Optional.empty();
            return new Observation(process, identity, places, verdict(process, identity, facts, subjects), exempt);
        }

        private boolean isExempt(ProcessInfo process, Identity identity) {
            boolean seen = identity instanceof Identity.Proven;
            return !selection.namesInFull(process.namespec())
                    && exemptions.reason(process, seen).isPresent();
        }

        private Optional<Verdict> verdict(
                ProcessInfo process, Identity identity, Optional<FamilyFacts> facts, List<Verdicts.Subject> subjects) {
            if (identity instanceof Identity.Unproven unproven) {
                return Optional.of(Verdict.unknown(unproven.reason()));
            }
            return identity instanceof Identity.Proven
                    ? facts.flatMap(
                            it -> verdicts.of(process.namespec(), it, subjects, () -> isExempt(process, identity)))
                    : Optional.empty();
        }

        private List<Verdicts.Subject> subjects(ProcessInfo process, Identity identity, Optional<FamilyFacts> facts) {
            boolean proven = !(identity instanceof Identity.Unproven);
            return facts.map(FamilyFacts::subjects).orElse(List.of()).stream()
                    .map(it -> new Verdicts.Subject(
                            it,
                            place(process, Optional.of(it), proven)
                                    .later(facts.get().later(it))))
                    .toList();
        }

        /** The places of JVMs that have ended in this run of the process. Their pids can belong to others by now. */
        private List<Place> endedJvms(ProcessInfo process, Optional<FamilyFacts> facts) {
            return facts.map(FamilyFacts::endedJvms).orElse(List.of()).stream()
                    .map(it -> place(process, Optional.of(it), true, any -> new FlagInspector.Trusted(it::uid, Set::of))
                            .later(facts.get().later(it)))
                    .filter(it -> it.isOfRule(FlagRule.JVM))
                    .toList();
        }

        private Place place(ProcessInfo process, Optional<ProcessFacts> subject, boolean proven) {
            return place(process, subject, proven, rule -> trusted(process, subject, rule));
        }

        private Place place(
                ProcessInfo process,
                Optional<ProcessFacts> subject,
                boolean proven,
                Function<FlagRule, FlagInspector.Trusted> trusted) {
            boolean isSelected = selection.contains(process.namespec());
            FlagSearch search = flags.searcher()
                    .search(
                            new FlagSearcher.Subject(
                                    process.namespec(), subject, parentage::mountView, proven, isSelected),
                            programs::of);
            FlagFile flag = search.found()
                    .map(path -> flags.inspector().look(path, trusted.apply(path.rule())))
                    .orElseGet(FlagFile.Absent::new);
            Optional<Jvm> jvm = subject.flatMap(ProcessFacts::jvm);
            Optional<Dump> dump = flag instanceof FlagFile.Present
                    ? jvm.flatMap(it -> new DumpFile(subject.get(), it).afterTheError())
                    : Optional.empty();
            return new Place(search, flag, jvm, Duration.ZERO, dump);
        }

        /** Merges the places of JVMs with the same flag: it counts if its owner is trusted for one of them. */
        private static List<Place> distinct(List<Verdicts.Subject> subjects, List<Place> endedJvms) {
            Map<Optional<Path>, Place> places = new LinkedHashMap<>();
            Stream.concat(subjects.stream().map(Verdicts.Subject::place), endedJvms.stream())
                    .forEach(it -> places.merge(it.search().found().map(FlagPath::path), it, Place::and));
            return List.copyOf(places.values());
        }
        /** Whether the pid is the process's: one whose parent is hidden (hidepid) can still be the monitor itself. */
        private boolean isSeen(ProcessInfo process, Identity identity, Optional<ProcessStat> stat) {
            boolean agrees = stat.filter(it -> Parentage.agree(process, known.run(process, it)))
                    .isPresent();
            return identity instanceof Identity.Proven || agrees;
        }

        private Identity identify(ProcessInfo process, Optional<ProcessStat> stat) {
            if (process.pid() == 0) {
                return new Identity.Down(
                        known.last(process.namespec()).map(it -> it.head().run()));
            }
            if (stat.isPresent() && !stat.get().isZombie()) {
                Run run = known.run(process, stat.get());
                if (parentage.isChild(process, stat.get(), run)) {
                    return parentage.isFork(stat.get()) ? new Identity.Forked() : new Identity.Proven(run);
                }
            }
            return hasEnded(process) ? new Identity.Ended() : new Identity.Unproven(parentage.whyUnproven(process));
        }

        /** Whether the process ended after supervisord's answer: supervisord knows by now. */
        private boolean hasEnded(ProcessInfo process) {
            return parentage.isVisible()
                    && supervisor.find(process.namespec()).map(ProcessInfo::pid).orElse(0) != process.pid();
        }

        private Optional<FamilyFacts> facts(ProcessInfo process, Identity identity, Optional<ProcessStat> stat) {
            if (identity instanceof Identity.Proven) {
                return Optional.of(known.learn(process, stat.orElseThrow(), this::processes));
            }
            return identity instanceof Identity.Down
                    ? known.last(process.namespec()).map(it -> it.afterItsEnd(parentage::mountView))
                    : Optional.empty();
        }

        /**
         * Never trusts an ancestor of the JVM that names the path: a root-owned wrapper's files are not the JVM's to
         * name.
         */
        private FlagInspector.Trusted trusted(ProcessInfo process, Optional<ProcessFacts> subject, FlagRule rule) {
            return new FlagInspector.Trusted(
                    () -> subject.isEmpty() ? uidOfUnseen(process, rule) : uid(process, subject.get()),
                    () -> process.pid() > 0
                            ? subject.map(it -> uidsOfDescendants(it.run().pid()))
                                    .orElse(Set.of())
                            : Set.of());
        }

        /** For a living process, reads all four uids again. */
        private Optional<Integer> uid(ProcessInfo process, ProcessFacts subject) {
            return process.pid() > 0 ? uid(subject.run().pid()) : subject.uid();
        }

        /**
         * If its {@code command=} runs the JVM as another user ({@code gosu app java}), that user creates the JVM's
         * flag.
         */
        private Optional<Integer> uidOfUnseen(ProcessInfo process, FlagRule rule) {
            Optional<ProcessConfig> program = programs.of(process.namespec());
            Optional<String> user = program.filter(any -> rule == FlagRule.JVM)
                    .flatMap(ProcessConfig::command)
                    .flatMap(it -> ConfiguredJvm.of(it).user());
            return user.isPresent()
                    ? user.flatMap(it -> users.uid(it, parentage.mountView()))
                    : program.flatMap(ProcessConfig::uid).or(parentage::uid);
        }

        private Optional<Integer> uid(int pid) {
            return proc.status(pid).known().flatMap(ProcessStatus::uid);
        }

        /** {@code runuser}, {@code su}, {@code gosu}: the JVM's user differs from that of supervisord's child. */
        private Set<Integer> uidsOfDescendants(int pid) {
            ProcessStat head = processes().get(pid);
            return head == null
                    ? Set.of()
                    : Family.of(head, processes()).descendants().stream()
                            .flatMap(it -> uid(it.pid()).stream())
                            .collect(Collectors.toSet());
        }

        private Map<Integer, ProcessStat> processes() {
            if (processes == null) {
                processes = proc.all();
            }
            return processes;
        }
    }
}
