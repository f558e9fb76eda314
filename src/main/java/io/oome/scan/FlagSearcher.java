package io.oome.scan;

import io.oome.jvm.ConfiguredJvm;
import io.oome.jvm.Effect;
import io.oome.notify.Printable;
import io.oome.proc.Cwd;
import io.oome.proc.Environ;
import io.oome.proc.MountView;
import io.oome.proc.Proc;
import io.oome.proc.Reading;
import io.oome.scan.FlagSearch.PassedOver;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The six rules that locate the flag of a process. HOMEDIR is a rule of the upstream program that its documentation
 * omits.
 */
public final class FlagSearcher {

    private static final String DEFAULT_FLAG = "work/oome";
    static final String OOME_FILE = "OOME_FILE";
    static final String HOMEDIR = "HOMEDIR";

    /** limits.h */
    private static final int PATH_MAX = 4096;

    private static final FlagRule[] OPERATORS = {FlagRule.OPTION, FlagRule.CONFIGURATION};

    private final Optional<String> option;
    private final Map<String, String> configured;
    private final Proc proc;

    /**
     * @param option the value of {@code -o}
     * @param configured {@code oome-monitor.files."NAME"}, or {@code "group:NAME"}, to path
     */
    public FlagSearcher(Optional<String> option, Map<String, String> configured, Proc proc) {
        this.option = option;
        this.configured = configured;
        this.proc = proc;
    }

    /**
     * @param subject the process, and what is known of it
     * @param programs asks supervisord for a process's configuration; called only where /proc does not tell
     */
    FlagSearch search(Subject subject, Function<Namespec, Optional<ProcessConfig>> programs) {
        Search search = new Search(subject, programs);
        for (FlagRule rule : subject.isProven() ? FlagRule.values() : OPERATORS) {
            Optional<FlagPath> found = search.apply(rule);
            if (found.isPresent()) {
                return new FlagSearch(found, List.copyOf(search.passedOver));
            }
        }
        return new FlagSearch(Optional.empty(), List.copyOf(search.passedOver));
    }

    /**
     * The process whose flag to locate.
     *
     * @param facts absent for a process that is down and was never examined while it ran
     * @param elsewhere the mount view for its paths where facts are absent
     * @param isProven whether /proc shows this process; if not, only the operator's rules apply
     * @param isSelected whether {@code -o} applies to it
     */
    record Subject(
            Namespec process,
            Optional<ProcessFacts> facts,
            Supplier<Reading<MountView>> elsewhere,
            boolean isProven,
            boolean isSelected) {}

    /** One search; a rule that gives no path leaves its reason here. */
    private final class Search {
        private final Namespec process;
        private final Optional<ProcessFacts> facts;
        private final Supplier<Reading<MountView>> elsewhere;
        private final boolean isSelected;
        private final Function<Namespec, Optional<ProcessConfig>> programs;
        private final List<PassedOver> passedOver = new ArrayList<>(FlagRule.values().length);

        Search(Subject subject, Function<Namespec, Optional<ProcessConfig>> programs) {
            this.process = subject.process();
            this.facts = subject.facts();
            this.elsewhere = subject.elsewhere();
            this.isSelected = subject.isSelected();
            this.programs = programs;
        }

        Optional<FlagPath> apply(FlagRule rule) {
            return switch (rule) {
                case OPTION -> path(rule, option.filter(any -> isSelected).map(this::named), () -> "not given");
                case CONFIGURATION -> ofJvm(
                        rule, configuredPath().map(this::named), () -> "no oome-monitor.files.\"" + process + '"');
                case OOME_FILE -> ofJvm(rule, variable(OOME_FILE).map(this::named), () -> missing(OOME_FILE));
                case JVM -> created(rule);
                case HOMEDIR -> path(
                        rule, variable(HOMEDIR).map(home -> home + '/' + DEFAULT_FLAG), () -> missing(HOMEDIR));
                case CWD -> path(rule, Optional.of(DEFAULT_FLAG), () -> "");
            };
        }

        private Optional<String> configuredPath() {
            return Optional.ofNullable(configured.get(process.qualified()))
                    .or(() -> Optional.ofNullable(configured.get(process.name())));
        }

        private Optional<String> variable(String name) {
            return environ().flatMap(environ -> environ.get(name));
        }

        private Optional<Environ> environ() {
            return facts.map(ProcessFacts::environ).flatMap(Reading::known);
        }

        /** Replaces {@code %p} by the JVM's pid. */
        private Optional<FlagPath> ofJvm(FlagRule rule, Optional<String> text, Supplier<String> whyNone) {
            Optional<Jvm> jvm = facts.flatMap(ProcessFacts::jvm);
            if (text.filter(it -> it.contains("%p")).isPresent() && jvm.isEmpty()) {
                return passOver(
                        rule,
                        "%p in " + Printable.brief(text.get()) + " stands for a JVM's pid, but the process has no JVM",
                        true);
            }
            return path(
                    rule,
                    text.map(it -> it.replace("%p", jvm.map(Jvm::pid).orElse(0).toString())),
                    whyNone);
        }

        /** The file that the JVM's own option creates. */
        private Optional<FlagPath> created(FlagRule rule) {
            if (facts.isEmpty()) {
                return configured(rule);
            }
            if (facts.flatMap(ProcessFacts::jvm).isEmpty()) {
                Optional<String> ofScript = facts.get().ofScript();
                return ofScript.isPresent() ? path(rule, ofScript, () -> "") : passOver(rule, "no JVM found", false);
            }
            Jvm jvm = facts.get().jvm().orElseThrow();
            if (jvm.effect() instanceof Effect.Touches touches) {
                return path(rule, Optional.of(touches.files().get(0)), () -> "");
            }
            if (jvm.effect() instanceof Effect.NotUnderstood command) {
                return passOver(rule, "not understood: " + command.text(), true);
            }
            boolean isHidden = jvm.effect() instanceof Effect.Nothing
                    && !jvm.options().unseen().isEmpty();
            return isHidden
                    ? passOver(
                            rule,
                            "could not read: " + String.join("; ", jvm.options().unseen()),
                            true)
                    : passOver(rule, "its JVM creates no file", false);
        }

        /** The file that the JVM of the configured {@code command=} creates. */
        private Optional<FlagPath> configured(FlagRule rule) {
            Optional<ConfiguredJvm> jvm =
                    programs.apply(process).flatMap(ProcessConfig::command).map(ConfiguredJvm::of);
            return path(rule, jvm.flatMap(it -> it.files().stream().findFirst()), () -> jvm.map(ConfiguredJvm::whyNone)
                    .map(it -> "its command: " + it)
                    .orElse("its command is unknown"));
        }

        private String missing(String variable) {
            Reading<Environ> environ = facts.map(ProcessFacts::environ).orElse(null);
            if (environ == null) {
                return "the process is down, and its environment was never read";
            }
            return environ.known().isPresent() ? variable + " is not in its environment" : environ.reason();
        }

        private String named(String path) {
            return path.replace("%(process_name)s", process.name()).replace("%(group_name)s", process.group());
        }

        private Optional<FlagPath> path(FlagRule rule, Optional<String> text, Supplier<String> whyNone) {
            if (text.isEmpty()) {
                return passOver(
                        rule, whyNone.get(), !rule.isOperators() && environ().isEmpty());
            }
            if (text.get().getBytes(StandardCharsets.UTF_8).length >= PATH_MAX) {
                return passOver(rule, "the path is longer than " + PATH_MAX + " bytes", true);
            }
            try {
                return path(rule, Path.of(text.get()));
            } catch (InvalidPathException | IOException e) {
                return passOver(
                        rule,
                        "\"" + Printable.brief(text.get()) + "\" is not a valid path: "
                                + Printable.brief(e.getMessage()),
                        true);
            }
        }

        private Optional<FlagPath> path(FlagRule rule, Path path) throws IOException {
            if (path.getNameCount() == 0 || path.toString().isEmpty()) {
                return passOver(rule, "\"" + Printable.brief(path) + "\" is not a file", false);
            }
            if (path.isAbsolute()) {
                return Optional.of(new FlagPath(path, rule, rule.isOperators() ? path : seen(path)));
            }
            Reading<Cwd> cwd = facts.map(ProcessFacts::cwd).orElse(null);
            if (cwd != null && cwd.known().isPresent()) {
                return Optional.of(below(cwd.known().get(), rule, path));
            }
            Optional<Path> configuredDirectory = programs.apply(process)
                    .flatMap(ProcessConfig::directory)
                    .map(Path::of)
                    .filter(Path::isAbsolute);
            if (configuredDirectory.isPresent()) {
                Path absolute = configuredDirectory.get().resolve(path);
                return Optional.of(new FlagPath(absolute, rule, seen(absolute)));
            }
            String why = cwd == null ? "the process is down, and its cwd was never read" : cwd.reason();
            return passOver(rule, "cwd unknown (" + why + "), and the program has no absolute directory=", true);
        }

        private FlagPath below(Cwd cwd, FlagRule rule, Path path) throws IOException {
            Path shown = cwd.path().resolve(path);
            if (cwd.deleted()) {
                Path link = proc.file(facts.orElseThrow().run().pid(), "cwd");
                return new FlagPath(shown, rule, link.resolve(path));
            }
            return new FlagPath(shown, rule, seen(shown));
        }

        /** Where the process's file system can't be seen, it is most likely the monitor's. */
        private Path seen(Path path) throws IOException {
            return facts.map(ProcessFacts::mountView)
                    .orElseGet(elsewhere)
                    .known()
                    .orElse(MountView.OURS)
                    .resolve(path);
        }

        private Optional<FlagPath> passOver(FlagRule rule, String reason, boolean unknown) {
            passedOver.add(new PassedOver(rule, reason, unknown));
            return Optional.empty();
        }
    }
}
