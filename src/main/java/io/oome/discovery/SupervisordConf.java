package io.oome.discovery;

import io.oome.proc.MountView;
import io.oome.supervisor.Credentials;
import io.oome.supervisor.Glob;
import io.oome.supervisor.ServerUrl;
import io.oome.supervisor.SocketFamily;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** supervisord's own configuration file with all that it includes: where its server is, and who may call it. */
public final class SupervisordConf {

    private static final String EVENTLISTENER = "eventlistener:";
    private static final Pattern ASSIGNMENT =
            Pattern.compile("([\\w/.+():-]+)\\s*=\\s*(\"[^\"]*\"|'[^']*'|[\\w/.+():-]*)");
    private static final Pattern EXPANSION = Pattern.compile("%(?:%|\\(([^)]*)\\)s)");

    private final Path file;
    private final Path cwd;
    private final MountView view;
    private final Map<String, String> env;
    private final IniFile ini;

    private SupervisordConf(Path file, Path cwd, MountView view, Map<String, String> env) throws IOException {
        this.file = file;
        this.cwd = cwd;
        this.view = view;
        this.env = new HashMap<>(env);
        this.ini = parse(file);
    }

    /**
     * @param file as supervisord sees it, absolute
     * @param cwd supervisord's, where relative paths begin
     * @param view how supervisord sees the file system
     * @param env supervisord's environment, for {@code %(ENV_X)s}
     * @throws IOException if the file, or one that it includes, can't be read
     */
    static SupervisordConf read(Path file, Path cwd, MountView view, Map<String, String> env) throws IOException {
        SupervisordConf conf = new SupervisordConf(file, cwd, view, env);
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
        for (Path included : glob(file.resolveSibling(pattern))) {
            Path found = view.follow(included);
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

    /** {@code [supervisorctl] serverurl}, else the unix server, else the inet server. */
    Optional<ServerUrl> serverUrl() {
        Optional<String> supervisorctl = get("supervisorctl", "serverurl");
        if (supervisorctl.isPresent()) {
            return supervisorctl.map(ServerUrl::parse).map(this::seen);
        }
        Optional<String> unix = get(SocketFamily.UNIX.section(), "file");
        if (unix.isPresent()) {
            return unix.map(this::socket);
        }
        return get(SocketFamily.INET.section(), "port").map(SupervisordConf::loopback);
    }

    /** User and password for a server of that family: supervisorctl's own, else those that the server asks for. */
    Optional<Credentials> credentials(SocketFamily family) {
        Optional<Credentials> supervisorctl = credentials("supervisorctl");
        return supervisorctl.isPresent() ? supervisorctl : credentials(family.section());
    }

    private Optional<Credentials> credentials(String section) {
        Optional<String> user = get(section, "username");
        Optional<String> password = get(section, "password");
        return user.flatMap(name -> password.map(secret -> new Credentials(name, secret)));
    }

    private ServerUrl seen(ServerUrl url) {
        return url.family() == SocketFamily.UNIX ? socket(url.address()) : url;
    }

    private ServerUrl socket(String path) {
        Path socket = cwd.resolve(path);
        try {
            return ServerUrl.unix(view.follow(socket).toString());
        } catch (IOException e) {
            return ServerUrl.unix(socket.toString());
        }
    }

    /** {@code 9001}, {@code *:9001} and {@code :9001} listen everywhere, and so on loopback, too. */
    private static ServerUrl loopback(String port) {
        String address = port.replaceFirst("^(\\*|0\\.0\\.0\\.0)?:?(\\d+)$", "127.0.0.1:$2");
        return ServerUrl.parse("http://" + address);
    }

    private Optional<String> get(String section, String key) {
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
        String text = new String(Files.readAllBytes(view.follow(shown)), StandardCharsets.UTF_8);
        Path here = shown.normalize().getParent();
        return IniFile.parse(text.replace("%(here)s", here.toString()));
    }

    /** Wildcards in any component, as Python's glob has them; sorted, as supervisord reads them. */
    private Set<Path> glob(Path pattern) throws IOException {
        Set<Path> found = new TreeSet<>(List.of(pattern.getRoot()));
        for (Path component : pattern) {
            Set<Path> deeper = new TreeSet<>();
            for (Path directory : found) {
                deeper.addAll(children(directory, component.toString()));
            }
            found = deeper;
        }
        return found;
    }

    private List<Path> children(Path directory, String name) throws IOException {
        Path found = view.follow(directory);
        if (!Glob.isGlob(name)) {
            return Files.isRegularFile(found) ? List.of() : List.of(directory.resolve(name));
        }
        if (!Files.isDirectory(found)) {
            return List.of();
        }
        Pattern pattern = Glob.compile(name);
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(found)) {
            for (Path entry : entries) {
                String child = entry.getFileName().toString();
                boolean hidden = child.startsWith(".") && !name.startsWith(".");
                if (!hidden && pattern.matcher(child).matches()) {
                    children.add(directory.resolve(entry.getFileName()));
                }
            }
        }
        return children;
    }
}
