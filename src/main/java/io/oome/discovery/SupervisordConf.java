package io.oome.discovery;

import io.oome.supervisor.Namespec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** supervisord's configuration file with all files that it includes. */
public final class SupervisordConf {

    private static final String EVENTLISTENER = "eventlistener:";
    private static final Pattern ASSIGNMENT =
            Pattern.compile("([\\w/.+():-]+)\\s*=\\s*(\"[^\"]*\"|'[^']*'|[\\w/.+():-]*)");
    private static final Pattern EXPANSION = Pattern.compile("%(?:%|\\(([^)]*)\\)s)");

    private static final String EXIT_ON_OUT_OF_MEMORY_ERROR = "3";

    /** datatypes.py */
    private static final Set<String> TRUE = Set.of("yes", "true", "on", "1");

    private static final Set<String> FALSE = Set.of("no", "false", "off", "0");

    private final Path file;
    private final Path cwd;
    private final ConfFiles files;
    private final Map<String, String> env;
    private final IniFile ini;

    private SupervisordConf(Path file, Path cwd, ConfFiles files, Map<String, String> env) throws IOException {
        this.file = file;
        this.cwd = cwd;
        this.files = files;
        this.env = new HashMap<>(env);
        this.ini = parse(file);
    }

    /**
     * @param file as supervisord sees it, absolute
     * @param cwd supervisord's, where relative paths count from
     * @param env supervisord's environment, for {@code %(ENV_X)s}
     * @throws IOException if the file, or one that it includes, can't be read or can be changed by others
     */
    static SupervisordConf read(Path file, Path cwd, ConfFiles files, Map<String, String> env) throws IOException {
        SupervisordConf conf = new SupervisordConf(file, cwd, files, env);
        for (String pattern : conf.get("include", "files").orElse("").split("\\s+")) {
            conf.include(pattern);
        }
        conf.get("supervisord", "environment").ifPresent(conf::addEnvironment);
        return conf;
    }

    private void include(String pattern) throws IOException {
        if (pattern.isEmpty()) {
            return;
        }
        for (Path included : files.glob(file.resolveSibling(pattern))) {
            Path found = files.find(included);
            boolean passedOver = Files.isDirectory(found) || Files.notExists(found);
            if (!passedOver) {
                ini.addAll(parse(included));
            }
        }
    }

    /** The variables of {@code [supervisord] environment=A="1",B=2} can be used in the other sections (options.py). */
    private void addEnvironment(String assignments) {
        Matcher assignment = ASSIGNMENT.matcher(assignments);
        while (assignment.find()) {
            env.put(assignment.group(1), assignment.group(2).replaceAll("^['\"]+|['\"]+$", ""));
        }
    }

    public Path file() {
        return file;
    }

    /** The groups that are [eventlistener:x] pools; XML-RPC does not distinguish them from programs. */
    public Set<String> eventListenerGroups() {
        return ini.sections().keySet().stream()
                .filter(it -> it.startsWith(EVENTLISTENER))
                .map(it -> it.substring(EVENTLISTENER.length()))
                .collect(Collectors.toSet());
    }

    /** Whether the group consists of programs, not of event listeners. */
    public boolean hasProgramGroup(String group) {
        return ini.sections().containsKey("program:" + group) || ini.sections().containsKey("group:" + group);
    }

    /**
     * A program's section.
     *
     * @param autorestarts whether supervisord restarts it after an OutOfMemoryError that ends it
     * @param stopsAsGroup whether a stop signals its descendants, too
     */
    public record Program(String section, boolean autorestarts, boolean stopsAsGroup) {}

    /** The section of a process, named for its group or, in a [group:x], for the process; empty if neither exists. */
    public Optional<Program> program(Namespec process) {
        return Stream.of("program:" + process.group(), "program:" + process.name())
                .filter(ini.sections()::containsKey)
                .findFirst()
                .map(it -> new Program(
                        it,
                        autorestarts(it),
                        TRUE.contains(lower(it, "stopasgroup").orElse("false"))));
    }

    /** After exit code {@value #EXIT_ON_OUT_OF_MEMORY_ERROR}, that of a JVM with ExitOnOutOfMemoryError. */
    private boolean autorestarts(String section) {
        String autorestart = lower(section, "autorestart").orElse("unexpected");
        List<String> expected = List.of(get(section, "exitcodes").orElse("0").split("\\s*,\\s*"));
        return TRUE.contains(autorestart)
                || !FALSE.contains(autorestart) && !expected.contains(EXIT_ON_OUT_OF_MEMORY_ERROR);
    }

    private Optional<String> lower(String section, String key) {
        return get(section, key).map(it -> it.toLowerCase(Locale.ROOT));
    }

    /** Where its servers are, and who may call them. */
    ServerSections servers() {
        return new ServerSections(this);
    }

    ConfFiles files() {
        return files;
    }

    Path inCwd(String path) {
        return cwd.resolve(path);
    }

    /** The expanded value; empty for a blank one. */
    Optional<String> get(String section, String key) {
        return ini.get(section, key).map(this::expand).filter(it -> !it.isEmpty());
    }

    /** Expands {@code %(ENV_X)s} and {@code %%}; leaves other expansions alone. */
    private String expand(String value) {
        return EXPANSION
                .matcher(value)
                .replaceAll(match -> Matcher.quoteReplacement(expansion(match.group(), match.group(1))));
    }

    private String expansion(String text, String name) {
        if (name == null) {
            return "%";
        }
        return name.startsWith("ENV_") ? env.getOrDefault(name.substring("ENV_".length()), text) : text;
    }

    /** {@code %(here)s} is the folder of the file that contains it, even of an included one. */
    private IniFile parse(Path shown) throws IOException {
        Path here = shown.normalize().getParent();
        return IniFile.parse(files.text(shown).replace("%(here)s", here.toString()));
    }
}
