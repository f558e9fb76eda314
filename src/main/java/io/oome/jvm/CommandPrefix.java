package io.oome.jvm;

import io.oome.jvm.ShellToken.Word;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The programs before a command that run it, in any combination: {@code exec}, {@code env A=1}, {@code nice -n 5},
 * {@code gosu app}, {@code runuser -u app --}.
 *
 * @param rest the command
 * @param user the user that they switch to, by name or number, if any
 * @param script a shell command line that runs instead: {@code su app -c '…'}
 */
record CommandPrefix(List<Word> rest, Optional<String> user, Optional<Word> script) {

    private static final String ASSIGNMENT = "[A-Za-z_]\\w*=.*";

    /**
     * One such program.
     *
     * @param valued options that take a value: the next word, or joined to the option, with or without {@code =}
     * @param user the option that names a user
     * @param isUserFirst whether its first operand is a user
     */
    private record Program(Set<String> valued, String user, boolean isUserFirst) {

        static final Program PLAIN = new Program(Set.of(), "", false);
        static final Program OF_USER = new Program(Set.of(), "", true);

        static Program with(String... valued) {
            return new Program(Set.of(valued), "", false);
        }

        static Program changing(String user, String... valued) {
            return new Program(Set.of(valued), user, false);
        }
    }

    private static final Map<String, Program> PROGRAMS = Map.ofEntries(
            Map.entry("exec", Program.with("-a")),
            Map.entry("command", Program.PLAIN),
            Map.entry("env", Program.with("-u", "--unset")),
            Map.entry("nice", Program.with("-n", "--adjustment")),
            Map.entry("ionice", Program.with("-c", "-n", "--class", "--classdata")),
            Map.entry("nohup", Program.PLAIN),
            Map.entry("setsid", Program.PLAIN),
            Map.entry("stdbuf", Program.with("-i", "-o", "-e")),
            Map.entry("tini", Program.with("-p", "-e")),
            Map.entry("dumb-init", Program.with("-r", "--rewrite")),
            Map.entry("gosu", Program.OF_USER),
            Map.entry("su-exec", Program.OF_USER),
            Map.entry("setuser", Program.OF_USER),
            Map.entry("chpst", Program.changing("-u", "-u", "-U", "-e", "-/", "-n", "-l", "-L")),
            Map.entry("sudo", Program.changing("-u", "-u", "--user", "-g", "--group")),
            Map.entry("runuser", Program.changing("-u", "-u", "--user", "-g", "--group", "-G", "-s", "--shell", "-c")),
            Map.entry("su", Program.changing("", "-g", "--group", "-G", "-s", "--shell", "-c", "--command")),
            Map.entry(
                    "setpriv",
                    Program.changing(
                            "--reuid",
                            "--reuid",
                            "--ruid",
                            "--euid",
                            "--regid",
                            "--groups",
                            "--inh-caps",
                            "--ambient-caps",
                            "--bounding-set",
                            "--securebits",
                            "--pdeathsig")));

    static CommandPrefix of(List<Word> words) {
        CommandPrefix prefix = new CommandPrefix(words, Optional.empty(), Optional.empty());
        while (prefix.script.isEmpty() && prefix.isPrefixed()) {
            prefix = prefix.without();
        }
        return prefix;
    }

    private boolean isPrefixed() {
        return !rest.isEmpty()
                && rest.get(0).isKnown()
                && (isAssignment() || isProgram(rest.get(0).text()));
    }

    static boolean isProgram(String word) {
        return PROGRAMS.containsKey(basename(word));
    }

    private boolean isAssignment() {
        return rest.get(0).text().matches(ASSIGNMENT);
    }

    private CommandPrefix without() {
        if (isAssignment()) {
            return new CommandPrefix(rest.subList(1, rest.size()), user, script);
        }
        String name = basename(rest.get(0).text());
        Operands operands = new Operands(PROGRAMS.get(name));
        operands.read(rest);
        boolean isShell = Set.of("su", "runuser").contains(name) && operands.named.isEmpty();
        return isShell ? operands.inShell(rest) : operands.behind(rest, user);
    }

    /** Reads the program's options, up to where they end. */
    private static final class Operands {
        private final Program program;
        private Optional<String> named = Optional.empty();
        private Optional<Word> script = Optional.empty();
        private int at = 1;

        Operands(Program program) {
            this.program = program;
        }

        void read(List<Word> words) {
            while (at < words.size() && words.get(at).text().startsWith("-")) {
                String word = words.get(at++).text();
                if (word.equals("--")) {
                    return;
                }
                int equals = word.startsWith("--") ? word.indexOf('=') : -1;
                boolean isJoined = !word.startsWith("--") && word.length() > 2;
                String option = equals > 0 ? word.substring(0, equals) : isJoined ? word.substring(0, 2) : word;
                if (!program.valued().contains(option)) {
                    continue;
                }
                boolean isNext = equals < 0 && !isJoined && at < words.size();
                value(option, isNext ? words.get(at++) : new Word(word.substring(equals > 0 ? equals + 1 : 2), true));
            }
        }

        private void value(String option, Word value) {
            if (option.equals(program.user()) || option.equals("--user")) {
                named = Optional.of(value.text());
            }
            if (option.equals("-c") || option.equals("--command")) {
                script = Optional.of(value);
            }
        }

        CommandPrefix behind(List<Word> words, Optional<String> before) {
            boolean hasUser = program.isUserFirst() && at < words.size();
            Optional<String> user = hasUser ? Optional.of(words.get(at).text()) : named.or(() -> before);
            return new CommandPrefix(
                    words.subList(hasUser ? at + 1 : at, words.size()),
                    user.map(CommandPrefix::name),
                    Optional.empty());
        }

        /** {@code su - app -c '…'}, {@code su -c '…' app}; root if it names no user. */
        CommandPrefix inShell(List<Word> words) {
            String user = at < words.size() ? words.get(at++).text() : "root";
            read(words);
            return new CommandPrefix(List.of(), Optional.of(user), script);
        }
    }

    /** The user without the group. */
    private static String name(String user) {
        int end = user.indexOf(':');
        return end < 0 ? user : user.substring(0, end);
    }

    static String basename(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
