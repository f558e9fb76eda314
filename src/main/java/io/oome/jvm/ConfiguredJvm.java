package io.oome.jvm;

import io.oome.jvm.ShellToken.Separator;
import io.oome.jvm.ShellToken.Word;
import io.oome.notify.Printable;
import io.oome.proc.Environ;
import io.oome.proc.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The JVM that a command starts, for use where no JVM was seen. Understands java itself, {@link CommandPrefix the
 * programs that run a command}, and {@code sh -c} with a list of simple commands.
 *
 * @param files that its OnOutOfMemoryError creates, except those whose name contains its pid
 * @param user that the command switches to, by name or number
 * @param whyNone why no file is known; can contain untrusted text
 */
public record ConfiguredJvm(List<String> files, Optional<String> user, String whyNone) {

    /** Stands for the pid: above every Linux pid (PID_MAX_LIMIT). */
    private static final int ANY_PID = Integer.MAX_VALUE;

    private static final Set<String> SHELLS = Set.of("sh", "dash", "bash", "ash", "ksh", "zsh");
    private static final int DEEPEST = 3;

    /**
     * @param command from supervisord's configuration, expanded
     */
    public static ConfiguredJvm of(String command) {
        try {
            return of(CommandWords.of(command), new Reading.Failed<>("its environment", "never read"));
        } catch (ShellException e) {
            return none(e.getMessage() + " in \"" + Printable.brief(command) + '"');
        }
    }

    /**
     * @param argv of the process that may have started a JVM
     * @param environ its {@link JvmVariables}
     */
    public static ConfiguredJvm of(List<String> argv, Reading<Environ> environ) {
        try {
            List<Word> words = argv.stream().map(it -> new Word(it, true)).toList();
            return new Search(environ, Optional.empty(), "", 0).command(words);
        } catch (ShellException e) {
            return none("not understood: " + e.getMessage());
        }
    }

    /** Whether a process only runs a command, ends with it, and passes on its exit status. */
    public static boolean isMereRunner(List<String> argv) {
        return !argv.isEmpty() && CommandPrefix.isProgram(argv.get(0));
    }

    /** {@code sh -c '…'}. */
    public static boolean isScript(List<String> argv) {
        return argv.size() > 2 && SHELLS.contains(CommandPrefix.basename(argv.get(0)));
    }

    private static ConfiguredJvm none(String why) {
        return new ConfiguredJvm(List.of(), Optional.empty(), why);
    }

    /**
     * @param folder base of relative paths; empty for the command's own cwd, null if unknown
     */
    private record Search(Reading<Environ> environ, Optional<String> user, String folder, int depth) {

        ConfiguredJvm command(List<Word> words) throws ShellException {
            CommandPrefix prefix = CommandPrefix.of(words);
            Search inner = new Search(environ, prefix.user().or(() -> user), folder, depth);
            if (prefix.script().isPresent()) {
                return inner.script(prefix.script().get());
            }
            List<Word> rest = prefix.rest();
            if (rest.isEmpty() || !rest.get(0).isKnown()) {
                throw new ShellException("no command");
            }
            String name = rest.get(0).text();
            if (JvmSigns.isLauncher(List.of(name), Optional.empty())) {
                return inner.java(rest);
            }
            if (SHELLS.contains(CommandPrefix.basename(name))) {
                return inner.script(scriptOf(rest));
            }
            throw new ShellException("\"" + Printable.brief(name) + "\" may or may not start a JVM");
        }

        /** {@code -c}, {@code -lc}, {@code -e -o pipefail -c}. */
        private static Word scriptOf(List<Word> shell) throws ShellException {
            int i = 1;
            while (i + 1 < shell.size() && shell.get(i).text().matches("-[a-bd-z]+")) {
                i += shell.get(i).text().endsWith("o") ? 2 : 1;
            }
            boolean isInline = i + 1 < shell.size() && shell.get(i).text().matches("-[a-z]*c");
            if (!isInline) {
                throw new ShellException("a script");
            }
            return shell.get(i + 1);
        }

        private ConfiguredJvm script(Word text) throws ShellException {
            if (!text.isKnown() || depth == DEEPEST) {
                throw new ShellException("only the shell knows that command");
            }
            ConfiguredJvm best = null;
            String cwd = folder;
            for (List<ShellToken> tokens : commands(ShellLexer.tokens(text.text(), this::value))) {
                SimpleCommand command = SimpleCommand.of(tokens);
                if (ShellReading.RESERVED.contains(command.name())) {
                    throw new ShellException("more than simple commands");
                }
                if (command.name().equals("cd")) {
                    cwd = changed(cwd, command.operands());
                }
                Search inner = new Search(environ, user, cwd, depth + 1);
                Optional<ConfiguredJvm> found = inner.found(command.words());
                if (found.isPresent() && (best == null || best.files().isEmpty())) {
                    best = found.get();
                }
            }
            if (best == null) {
                throw new ShellException("no JVM in \"" + Printable.brief(text.text()) + '"');
            }
            return best;
        }

        private Optional<ConfiguredJvm> found(List<Word> words) {
            try {
                return Optional.of(command(words));
            } catch (ShellException e) {
                return Optional.empty();
            }
        }

        private static List<List<ShellToken>> commands(List<ShellToken> tokens) {
            List<List<ShellToken>> commands = new ArrayList<>();
            int from = 0;
            for (int i = 0; i <= tokens.size(); i++) {
                boolean isEnd = i == tokens.size() || tokens.get(i) instanceof Separator;
                if (isEnd && i > from) {
                    commands.add(tokens.subList(from, i));
                }
                from = isEnd ? i + 1 : from;
            }
            return commands;
        }

        private Optional<String> value(String variable) {
            return environ.known()
                    .filter(any -> JvmVariables.OF_COMMANDS.contains(variable))
                    .flatMap(it -> it.get(variable));
        }

        private static String changed(String cwd, List<Word> operands) {
            boolean isClear = operands.size() == 1
                    && operands.get(0).isKnown()
                    && !operands.get(0).text().startsWith("-");
            return isClear ? below(cwd, operands.get(0).text()) : null;
        }

        private static String below(String folder, String path) {
            boolean isAsItIs = path.startsWith("/") || "".equals(folder);
            if (isAsItIs) {
                return path;
            }
            if (folder == null) {
                return null;
            }
            return folder.endsWith("/") ? folder + path : folder + '/' + path;
        }

        private ConfiguredJvm java(List<Word> words) {
            List<String> unseen = new ArrayList<>();
            List<String> argv = new ArrayList<>();
            for (Word word : words) {
                // An unknown word can be an option, or an option's value.
                argv.add(word.isKnown() ? word.text() : "-Dnot.known");
                if (!word.isKnown()) {
                    unseen.add("the value of " + Printable.brief(word.text()));
                }
            }
            JvmOptions options = JvmOptions.of(new Reading.Known<>(argv), environ, Optional::empty);
            unseen.addAll(options.unseen());
            Effect effect = new OomeCommands(ANY_PID, environ.known()).effect(options.onOutOfMemoryError());
            List<String> files = files(effect);
            return new ConfiguredJvm(files, user, files.isEmpty() ? whyNone(effect, unseen) : "");
        }

        private List<String> files(Effect effect) {
            List<String> made = effect instanceof Effect.Touches touches ? touches.files() : List.of();
            return made.stream()
                    .filter(it -> !it.contains(Integer.toString(ANY_PID)))
                    .map(it -> Optional.ofNullable(below(folder, it)))
                    .flatMap(Optional::stream)
                    .toList();
        }

        private static String whyNone(Effect effect, List<String> unseen) {
            if (effect instanceof Effect.Touches touches) {
                String file = touches.files().get(0).replace(Integer.toString(ANY_PID), "%p");
                return "the pid or cwd of the JVM that creates " + Printable.brief(file) + " is unknown";
            }
            if (effect instanceof Effect.NotUnderstood command) {
                return "not understood: " + command.text();
            }
            return unseen.isEmpty() || effect instanceof Effect.Kills
                    ? "its JVM creates no file"
                    : "could not read: " + String.join("; ", unseen);
        }
    }
}
