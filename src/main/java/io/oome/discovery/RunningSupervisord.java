package io.oome.discovery;

import io.oome.proc.Cwd;
import io.oome.proc.Environ;
import io.oome.proc.MountView;
import io.oome.proc.PathTrust;
import io.oome.proc.Proc;
import io.oome.proc.ProcessStat;
import io.oome.proc.ProcessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A running supervisord, seen through /proc.
 *
 * @param arguments supervisord's own, without the Python interpreter
 */
public record RunningSupervisord(int pid, List<String> arguments) {

    /** Where supervisord and supervisorctl look for a configuration file; relative paths count from the cwd. */
    static final List<String> DEFAULT_CONFS = List.of(
            "supervisord.conf", "etc/supervisord.conf", "/etc/supervisord.conf", "/etc/supervisor/supervisord.conf");

    private static final int ROOT = 0;
    private static final int MOST_SHOWN = 5;
    private static final int MOST_CHARACTERS = 200;

    private static final String PROGRAM = "supervisord";

    private static final String MODULE = "supervisor.supervisord";

    /** supervisord's short options that take a value, except -c (options.py, ServerOptions). */
    private static final String WITH_VALUE = "dumlyzeiqja";

    /**
     * The supervisord that is an ancestor of this process; else pid 1; else all that run. Believes only those that run
     * as root or as this user: anyone can name a program supervisord.
     */
    public static List<RunningSupervisord> candidates(Proc proc, int self) {
        int ourUid = uid(proc, self);
        for (int pid = self; pid > 0; pid = parent(proc, pid)) {
            Optional<RunningSupervisord> ancestor = believed(proc, pid, ourUid);
            if (ancestor.isPresent()) {
                return List.of(ancestor.get());
            }
        }
        Optional<RunningSupervisord> first = believed(proc, 1, ourUid);
        if (first.isPresent()) {
            return List.of(first.get());
        }
        List<RunningSupervisord> all = proc.pids().stream()
                .flatMap(pid -> believed(proc, pid, ourUid).stream())
                .toList();
        return all.stream().filter(it -> !it.isForkOfOneOf(all, proc)).toList();
    }

    private static Optional<RunningSupervisord> believed(Proc proc, int pid, int ourUid) {
        return at(proc, pid).filter(it -> it.whyNot(proc, ourUid).isEmpty());
    }

    /** The supervisords that are not believed, each with the reason: for the message if there is no other. */
    static List<String> others(Proc proc, int self) {
        int ourUid = uid(proc, self);
        return proc.pids().stream()
                .flatMap(pid -> at(proc, pid).stream())
                .flatMap(it -> it.whyNot(proc, ourUid).map(why -> it + " " + why).stream())
                .limit(MOST_SHOWN)
                .toList();
    }

    private Optional<String> whyNot(Proc proc, int ourUid) {
        Optional<ProcessStatus> status = proc.status(pid).known();
        if (status.isEmpty()) {
            return Optional.of("can't be examined");
        }
        if (!status.get().isInOurPidNamespace()) {
            return Optional.of("is in another PID namespace");
        }
        Optional<Integer> uid = status.get().uid();
        boolean trusted = uid.isPresent() && (uid.get() == ROOT || uid.get() == ourUid);
        return trusted ? Optional.empty() : Optional.of("runs as another user");
    }

    /** This user; if unknown, root: then only root's are believed. */
    static int uid(Proc proc, int self) {
        return proc.status(self).known().map(ProcessStatus::effectiveUid).orElse(ROOT);
    }

    /** Between fork and exec, a process that supervisord starts looks like supervisord. */
    private boolean isForkOfOneOf(List<RunningSupervisord> others, Proc proc) {
        return others.contains(new RunningSupervisord(parent(proc, pid), arguments));
    }

    private static int parent(Proc proc, int pid) {
        return proc.stat(pid).known().map(ProcessStat::ppid).orElse(0);
    }

    /** The supervisord with that pid, if it is believed. */
    static Optional<RunningSupervisord> believedAt(Proc proc, int pid, int self) {
        return believed(proc, pid, uid(proc, self));
    }

    public static Optional<RunningSupervisord> at(Proc proc, int pid) {
        return proc.cmdline(pid)
                .known()
                .flatMap(RunningSupervisord::arguments)
                .map(arguments -> new RunningSupervisord(pid, arguments));
    }

    /**
     * {@code supervisord …}, {@code python3 -u /usr/bin/supervisord …} or {@code python3 -m supervisor.supervisord …}.
     */
    private static Optional<List<String>> arguments(List<String> cmdline) {
        int program = 0;
        boolean python = !cmdline.isEmpty() && fileName(cmdline.get(0)).matches("(python|pypy)[\\d.]*");
        if (python) {
            program = 1;
            while (program < cmdline.size() && cmdline.get(program).startsWith("-")) {
                program++;
            }
        }
        if (program == cmdline.size()) {
            return Optional.empty();
        }
        boolean module = program > 0 && cmdline.get(program - 1).equals("-m");
        boolean supervisord = module
                ? cmdline.get(program).equals(MODULE)
                : fileName(cmdline.get(program)).equals(PROGRAM);
        return supervisord ? Optional.of(cmdline.subList(program, cmdline.size())) : Optional.empty();
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Reads its configuration file.
     *
     * @throws IOException if it can't be read, or does not exist where supervisord looks for it
     */
    SupervisordConf conf(Proc proc, PathTrust trust, Map<String, String> ourEnv) throws IOException {
        ConfFiles files = new ConfFiles(proc.mountView(pid).known().orElse(MountView.OURS), trust);
        Path cwd = proc.cwd(pid).known().map(Cwd::path).orElse(Path.of("/"));
        Map<String, String> env =
                proc.environ(pid, any -> true).known().map(Environ::variables).orElse(ourEnv);
        for (String candidate : confOption().map(List::of).orElseGet(this::searchPaths)) {
            Path file = cwd.resolve(candidate).normalize();
            if (confOption().isPresent() || Files.exists(files.find(file))) {
                return SupervisordConf.read(file, cwd, files, env);
            }
        }
        throw new IOException("supervisord (pid " + pid + ") runs without -c, and none of its default files exists: "
                + String.join(", ", searchPaths()));
    }

    /** options.py, Options.__init__ */
    private List<String> searchPaths() {
        Path bin = Path.of(arguments.get(0)).getParent();
        Path here = bin == null || bin.getParent() == null ? Path.of("") : bin.getParent();
        List<String> paths = new ArrayList<>();
        paths.add(here.resolve("etc/supervisord.conf").toString());
        paths.add(here.resolve("supervisord.conf").toString());
        paths.addAll(DEFAULT_CONFS);
        return paths;
    }

    /**
     * {@code -c FILE}, {@code -nc FILE}, {@code -cFILE}, {@code --configuration FILE}, {@code --configuration=FILE}.
     */
    Optional<String> confOption() {
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            String next = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            if (argument.startsWith("--co")) {
                int equals = argument.indexOf('=');
                return Optional.of(equals < 0 ? next : argument.substring(equals + 1));
            }
            if (argument.startsWith("--") || !argument.startsWith("-")) {
                continue;
            }
            int end = endOfFlags(argument);
            if (end < argument.length() && argument.charAt(end) == 'c') {
                return Optional.of(end + 1 < argument.length() ? argument.substring(end + 1) : next);
            }
        }
        return Optional.empty();
    }

    /** The index in {@code -nc} of the first option that takes a value. */
    private static int endOfFlags(String argument) {
        int i = 1;
        while (i < argument.length() && argument.charAt(i) != 'c' && WITH_VALUE.indexOf(argument.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    /** Its arguments are untrusted text: shows one line of them at most, without control characters. */
    @Override
    public String toString() {
        String shown = String.join(" ", arguments).replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
        boolean fits = shown.length() <= MOST_CHARACTERS;
        return "pid " + pid + " (" + (fits ? shown : shown.substring(0, MOST_CHARACTERS) + "…") + ")";
    }
}
