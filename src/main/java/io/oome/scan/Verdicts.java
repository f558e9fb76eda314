package io.oome.scan;

import io.oome.discovery.SupervisordConf;
import io.oome.discovery.SupervisordConf.Program;
import io.oome.jvm.ConfiguredJvm;
import io.oome.jvm.Effect;
import io.oome.jvm.Verdict;
import io.oome.jvm.Verdict.Watched;
import io.oome.notify.Printable;
import io.oome.proc.Cwd;
import io.oome.proc.Proc;
import io.oome.proc.ProcessStat;
import io.oome.supervisor.Namespec;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether an OutOfMemoryError of a process would be noticed. Judged once for each run of its JVMs and each location of
 * their flags: options can't change within a run.
 */
public final class Verdicts {

    private static final Set<String> SHELLS = Set.of("sh", "dash", "bash", "ash", "ksh", "zsh", "busybox");

    private static final int ROOT = 0;
    private static final int MOST_WRAPPERS = 20;

    private final Proc proc;
    private final Supplier<Optional<SupervisordConf>> conf;
    private final Map<Namespec, Given> given = new HashMap<>();

    /** A JVM, or a process without one, and where its flag is. */
    record Subject(ProcessFacts facts, Place place) {

        /** What the verdict depends on. */
        Key key() {
            return new Key(
                    facts.run().pid(),
                    facts.run().startTicks(),
                    facts.jvm(),
                    place.search().found());
        }
    }

    /** Includes the JVM: pid and start stay the same when a script becomes a JVM by exec. */
    private record Key(int pid, long startTicks, Optional<Jvm> jvm, Optional<FlagPath> path) {}

    private record Given(List<Key> keys, Optional<Verdict> verdict) {

        /** Whether an operator can fix it while the process runs, by creating a folder. */
        boolean isFixable() {
            return verdict.filter(it -> it.kind() == Verdict.Kind.UNWRITABLE).isPresent();
        }
    }

    /**
     * @param conf supervisord's configuration file, if found
     */
    public Verdicts(Proc proc, Supplier<Optional<SupervisordConf>> conf) {
        this.proc = proc;
        this.conf = conf;
    }

    void retain(Set<Namespec> processes) {
        given.keySet().retainAll(processes);
    }

    /**
     * @param isExempt whether the process is never acted on; called only if its verdict needs attention
     * @return empty for an exempt process
     */
    Optional<Verdict> of(Namespec process, FamilyFacts facts, List<Subject> subjects, BooleanSupplier isExempt) {
        List<Key> keys = subjects.stream().map(Subject::key).toList();
        Given before = given.get(process);
        if (before == null || !before.keys().equals(keys) || before.isFixable()) {
            Verdict verdict = judge(process, facts, subjects);
            boolean needless = verdict.needsAttention() && isExempt.getAsBoolean();
            before = new Given(keys, needless ? Optional.empty() : Optional.of(verdict));
            given.put(process, before);
        }
        return before.verdict();
    }

    private Verdict judge(Namespec process, FamilyFacts facts, List<Subject> subjects) {
        List<Subject> jvms =
                subjects.stream().filter(it -> it.facts().jvm().isPresent()).toList();
        Verdict worst = jvms.stream()
                .map(it -> judge(process, facts.head().run().pid(), it))
                .min(Comparator.comparing(Verdict::kind))
                .orElseGet(Verdict::noJvm);
        return worst.with(cautions(process, facts, jvms));
    }

    private Verdict judge(Namespec process, int head, Subject subject) {
        Jvm jvm = subject.facts().jvm().orElseThrow();
        List<Path> files = jvm.effect() instanceof Effect.Touches touches
                ? touches.files().stream().map(it -> absolute(subject, it)).toList()
                : List.of();
        boolean ends = jvm.options().endsAtError() || endsByCommand(jvm.effect());
        Optional<Boolean> autorestart = ends ? program(process).map(Program::autorestarts) : Optional.empty();
        int pid = subject.facts().run().pid();
        Optional<String> wrapper = ends ? wrapper(pid, head) : Optional.empty();
        Verdict.Jvm judged = new Verdict.Jvm(pid, jvm.options(), jvm.effect(), files, wrapper);
        return Verdict.of(List.of(judged), watched(process, subject, jvm), autorestart);
    }

    private static Watched watched(Namespec process, Subject subject, Jvm jvm) {
        Path suggested = suggested(process, subject);
        return subject.place()
                .search()
                .found()
                .map(path -> new Watched(
                        Optional.of(path.shown().normalize()),
                        "rule: " + path.rule(),
                        obstacle(subject, path, jvm),
                        path.rule().isCustom() ? suggested : path.shown()))
                .orElseGet(() -> new Watched(Optional.empty(), "", Optional.empty(), suggested));
    }

    /** The first process between supervisord's child and the JVM that can outlive the JVM. */
    private Optional<String> wrapper(int jvm, int head) {
        int pid = jvm;
        for (int hops = 0; pid != head && hops < MOST_WRAPPERS; hops++) {
            pid = proc.stat(pid).known().map(ProcessStat::ppid).orElse(head);
            List<String> argv = proc.cmdline(pid).known().orElse(List.of());
            if (!ConfiguredJvm.isMereRunner(argv)) {
                return Optional.of(name(argv) + " (pid " + pid + ")");
            }
        }
        return Optional.empty();
    }

    private static String name(List<String> argv) {
        String program = argv.isEmpty() ? "" : argv.get(0);
        return program.substring(program.lastIndexOf('/') + 1);
    }

    /**
     * A path that needs neither folder nor setting: rule jvm finds it. For a root JVM not in /tmp, where others could
     * plant a root-owned file (docs/threat-model.md).
     */
    private static Path suggested(Namespec process, Subject subject) {
        boolean isRoot = subject.facts().uid().equals(Optional.of(ROOT));
        return Path.of((isRoot ? "/run/" : "/tmp/") + process.name() + ".oome");
    }

    private static boolean endsByCommand(Effect effect) {
        return effect instanceof Effect.Kills || effect instanceof Effect.Touches touches && touches.ends();
    }

    private static Path absolute(Subject subject, String file) {
        Optional<Path> cwd = subject.facts().cwd().known().map(Cwd::path);
        return cwd.map(it -> it.resolve(file)).orElseGet(() -> Path.of(file)).normalize();
    }

    private static Optional<String> obstacle(Subject subject, FlagPath path, Jvm jvm) {
        if (Files.isDirectory(path.path(), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(path.text() + " is a folder: remove it, or name a file in it");
        }
        OomeFlagCommand command =
                new OomeFlagCommand(subject.facts(), jvm.options().onOutOfMemoryError());
        if (command.isUsed()) {
            return command.obstacle();
        }
        Path folder = path.path().getParent();
        return folder == null
                ? Optional.empty()
                : new Folder(folder)
                        .whyNotFor(subject.facts().uid())
                        .map(it -> "its folder " + Printable.brief(path.shown().getParent()) + " " + it);
    }

    private List<String> cautions(Namespec process, FamilyFacts facts, List<Subject> jvms) {
        List<String> cautions = new ArrayList<>();
        jvms.forEach(it -> new DumpFile(it.facts(), it.facts().jvm().orElseThrow())
                .obstacle()
                .ifPresent(cautions::add));
        boolean isWrapped = facts.head().jvm().isEmpty()
                && !jvms.isEmpty()
                && isShell(facts.head().run().pid());
        if (isWrapped) {
            program(process)
                    .filter(it -> !it.stopsAsGroup())
                    .map(it -> "a stop can end the shell but not the JVM behind it: add stopasgroup=true to ["
                            + it.section() + "]")
                    .ifPresent(cautions::add);
        }
        return cautions;
    }

    private boolean isShell(int pid) {
        return SHELLS.contains(name(proc.cmdline(pid).known().orElse(List.of())));
    }

    private Optional<Program> program(Namespec process) {
        return conf.get().flatMap(it -> it.program(process));
    }
}
