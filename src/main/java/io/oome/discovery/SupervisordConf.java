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

/** supervisord's own configuration file with all that it includes. */
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
     * @param cwd supervisord's, where relative paths begin
     * @param env supervisord's environment, for {@code %(ENV_X)s}
     * @throws IOException if the file, or one that it includes, can't be read, or others may change it
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

    /** What {@code [supervisord] environment=A="1",B=2} sets can be expanded in the other sections (options.py). */
    private void addEnvironment(String assignments) {
        Matcher assignment = ASSIGNMENT.matcher(assignments);
        while (assignment.find()) {
            env.put(assignment.group(1), assignment.group(2).replaceAll("^['\"]+|['\"]+$", ""));
        }
    }

    public Path file() {
        return file;
    }

    /** The groups that are [eventlistener:x] pools; XML-RPC does not tell them from programs. */
    public Set<String> eventListenerGroups() {
        return ini.sections().keySet().stream()
                .filter(it -> it.startsWith(EVENTLISTENER))
                .map(it -> it.substring(EVENTLISTENER.length()))
                .collect(Collectors.toSet());
    }

    /** Whether that group is of programs, which get no events. */
    public boolean hasProgramGroup(String group) {
        return ini.sections().containsKey("program:" + group) || ini.sections().containsKey("group:" + group);
    }

    /**
     * A section of a program.
     *
     * @param autorestarts whether it is started again after an OutOfMemoryError that ends it
     * @param stopsAsGroup whether a stop reaches its descendants
     */
    public record Program(String section, boolean autorestarts, boolean stopsAsGroup) {}

    /** The section of a process, which bears its group's name or, in a [group:x], its own; empty if neither is there. */
    public Optional<Program> program(Namespec process) {
        return Stream.of("program:" + process.group(), "program:" + process.name())
                .filter(ini.sections()::containsKey)
                .findFirst()
                .map(it -> new Program(
                        it,
                        autorestarts(it),
                        TRUE.contains(lower(it, "stopasgroup").orElse("false"))));
    }

    /** After {@value #EXIT_ON_OUT_OF_MEMORY_ERROR}, which ends a JVM with ExitOnOutOfMemoryError. */
    private boolean autorestarts(String section) {
        String autorestart = lower(section, "autorestart").orElse("unexpected");
        List<String> expected = List.of(get(section, "exitcodes").orElse("0").split("\\s*,\\s*"));
        return TRUE.contains(autorestart)
                || !FALSE.contains(autorestart) && !expected.contains(EXIT_ON_OUT_OF_MEMORY_ERROR);
    }

    private Optional<String> lower(String section, String key) {
        return get(section, key).map(it -> it.toLowerCase(Locale.ROOT));
    }

    /** Where its server is, and who may call it. */
    ServerSections servers() {
        return new ServerSections(this);
    }

    ConfFiles files() {
        return files;
    }

    Path inCwd(String path) {
        return cwd.resolve(path);
    }

    /** Expanded; nothing for what is empty. */
    Optional<String> get(String section, String key) {
        return ini.get(section, key).map(this::expand).filter(it -> !it.isEmpty());
    }

    /** {@code %(ENV_X)s} and {@code %%}; what we do not know stays as it is. */
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

    /** {@code %(here)s} is the folder of the very file that it stands in, be it an included one. */
    private IniFile parse(Path shown) throws IOException {
        Path here = shown.normalize().getParent();
        return IniFile.parse(files.text(shown).replace("%(here)s", here.toString()));
    }
}
