package io.oome.jvm;

import io.oome.jvm.ShellToken.Separator;
import io.oome.jvm.ShellToken.Word;
import io.oome.proc.Environ;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a series of /bin/sh commands does. A command that creates no file, or whose output goes to a log, is passed
 * over: only certain effects count.
 */
final class ShellReading {

    private static final Set<String> SHELLS = Set.of("sh", "dash", "bash", "ash");

    /** Commands that only print. */
    private static final Set<String> PRINTING = Set.of("echo", "printf", ":", "true", "date", "cat");

    static final Set<String> RESERVED = Set.of(
            "!", "if", "for", "while", "until", "case", "function", "then", "do", "eval", ".", "source", "alias");

    /** Other programs append to such a file, too: it would be a flag at any time. */
    private static final String LOG = ".*\\.(log|out|err)";

    /** No command creates these; /dev/shm is memory for all. */
    private static final String KERNELS = "/(dev(?!/shm/)|proc|sys)/.*";

    /** Commands assumed to succeed. */
    private static final Set<String> SUCCEEDING = Set.of(
            "touch",
            "tee",
            "cd",
            "mkdir",
            "sleep",
            "sync",
            "chmod",
            "chown",
            "cp",
            "mv",
            "rm",
            "unlink",
            "kill",
            "logger",
            OomeFlag.NAME);

    private static final int DEEPEST = 3;

    /** The decoder's replacement for invalid bytes. */
    private static final char NOT_UTF_8 = '\ufffd';

    private final int pid;
    private final Optional<Environ> environ;
    private final CreatedFiles files = new CreatedFiles();
    private Effect.NotUnderstood notUnderstood;
    private boolean ends;
    private boolean isOver;
    private int depth;

    /** The last command run, and the command that must succeed for the next one to run. */
    private SimpleCommand last;

    private Optional<String> condition = Optional.empty();
    private Cwd cwd = Cwd.OF_THE_JVM;

    ShellReading(int pid, Optional<Environ> environ) {
        this.pid = pid;
        this.environ = environ;
    }

    Effect effect() {
        if (!files.isEmpty()) {
            return files.effect(ends);
        }
        if (ends) {
            return new Effect.Kills();
        }
        return notUnderstood == null ? new Effect.Nothing() : notUnderstood;
    }

    /** Reads one command that the JVM runs. */
    void read(String command) {
        cwd = Cwd.OF_THE_JVM;
        Set<String> before = files.copy();
        try {
            list(command);
        } catch (ShellException e) {
            files.retainAll(before);
            pass(command, e.getMessage());
        }
    }

    private void pass(String command, String why) {
        if (notUnderstood == null) {
            notUnderstood = new Effect.NotUnderstood(command, why);
        }
    }

    private void list(String text) throws ShellException {
        boolean exited = false;
        Optional<String> outside = condition;
        String separator = ";";
        List<ShellToken> tokens = ShellLexer.tokens(text, this::value);
        for (int from = 0; from < tokens.size() && !isOver && !exited; ) {
            int to = from;
            while (to < tokens.size() && !(tokens.get(to) instanceof Separator)) {
                to++;
            }
            condition = separator.equals("&&") ? condition.or(this::doubtfulCommand) : outside;
            if (!separator.equals("||") && to > from) {
                exited = simple(SimpleCommand.of(tokens.subList(from, to)));
            }
            separator = to < tokens.size() ? ((Separator) tokens.get(to)).text() : "";
            if (separator.equals("\n") && depth == 0 && !cwd.isOfTheJvm()) {
                cwd = Cwd.UNKNOWN;
            }
            from = to + 1;
        }
        condition = outside;
    }

    private Optional<String> doubtfulCommand() {
        return Optional.ofNullable(last)
                .filter(it -> !SUCCEEDING.contains(it.name()) && !PRINTING.contains(it.name()))
                .map(SimpleCommand::text);
    }

    private Optional<String> value(String variable) {
        if (variable.equals("PPID") && depth == 0) {
            return Optional.of(Integer.toString(pid));
        }
        return environ.filter(any -> JvmVariables.OF_COMMANDS.contains(variable))
                .flatMap(it -> it.get(variable));
    }

    /** Reads a simple command; returns whether the shell ends with it. */
    private boolean simple(SimpleCommand command) throws ShellException {
        int prefixes = 0;
        boolean replaced = false;
        while (command.isPrefixed(prefixes)) {
            replaced |= command.words().get(prefixes).text().equals("exec");
            prefixes++;
        }
        return known(command.without(prefixes)) || replaced;
    }

    private boolean known(SimpleCommand command) throws ShellException {
        String name = command.name();
        if (RESERVED.contains(name)) {
            throw new ShellException("more than a simple command");
        }
        if (SHELLS.contains(name)) {
            shell(command);
        } else {
            builtin(command, name);
            last = command;
        }
        return name.equals("exit");
    }

    private void builtin(SimpleCommand command, String name) throws ShellException {
        switch (name) {
            case "touch" -> touch(command);
            case "tee" -> tee(command);
            case "kill" -> kill(command);
            case "cd" -> cwd = cwd.after(command);
            case "rm", "unlink", "mv" -> remove(command);
            case OomeFlag.NAME -> oomeFlag(command);
            case "exit" -> {}
            default -> {
                if (PRINTING.contains(name)) {
                    command.outputs().forEach(it -> create(it.target(), it.isAppended()));
                } else {
                    pass(command.text(), "an unknown command");
                }
            }
        }
    }

    /** Options with a value can precede the files. */
    private void touch(SimpleCommand command) {
        List<Word> operands = command.operands();
        boolean optionsEnd = false;
        for (int i = 0; i < operands.size(); i++) {
            Word word = operands.get(i);
            boolean isOption = !optionsEnd && word.text().startsWith("-");
            if (!isOption) {
                create(word, false);
            } else if (word.text().equals("--")) {
                optionsEnd = true;
            } else if (word.text().matches("-[am]*[dtr]")) {
                i++;
            } else if (!word.text().matches("-[amfh]+|--(date|time|reference)=.*")) {
                pass(command.text(), "the option " + word.text());
                return;
            }
        }
    }

    private void tee(SimpleCommand command) {
        boolean isAppended = false;
        for (Word word : command.operands()) {
            if (word.text().equals("-a")) {
                isAppended = true;
            } else {
                create(word, isAppended);
            }
        }
    }

    /** A moved file is created at its destination. */
    private void remove(SimpleCommand command) {
        List<Word> paths = command.operands().stream()
                .filter(it -> !it.text().startsWith("-"))
                .toList();
        boolean isMoved = command.name().equals("mv")
                && paths.size() == 2
                && files.contains(cwd.resolve(paths.get(0).text()));
        boolean areRemoved =
                files.removeAll(paths.stream().map(it -> cwd.resolve(it.text())).toList());
        if (isMoved) {
            create(paths.get(1), false);
        } else if (areRemoved) {
            pass(command.text(), "a file that is created and removed");
        }
    }

    private void create(Word target, boolean isAppended) {
        String path = target.text();
        if (!target.isKnown() || path.indexOf(NOT_UTF_8) >= 0) {
            pass(path, "only the shell knows that name");
        } else if (isAppended && path.matches(LOG)) {
            pass(path, "an append to a log");
        } else if (!cwd.isKnown() && !path.startsWith("/")) {
            pass(path, "an unknown cwd");
        } else if (!path.isEmpty() && !path.endsWith("/") && !path.matches(KERNELS)) {
            files.add(cwd.resolve(path), condition);
        }
    }

    /** SIGKILL ends the JVM and everything after it; after SIGTERM the next command still runs. */
    private void kill(SimpleCommand command) {
        List<String> words = command.operands().stream().map(Word::text).toList();
        boolean isJvm = words.contains(Integer.toString(pid));
        String options = String.join(" ", words.subList(0, Math.max(0, words.size() - 1)));
        if (isJvm && options.matches("(-s |-)(SIG)?(9|KILL)( --)?")) {
            ends = true;
            isOver = true;
        } else if (isJvm && options.matches("|(-s |-)(SIG)?(15|TERM|6|ABRT|1|HUP|2|INT)( --)?")) {
            ends = true;
        } else {
            pass(command.text(), "an unknown kill");
        }
    }

    private void oomeFlag(SimpleCommand command) {
        environ.ifPresentOrElse(
                it -> create(new Word(OomeFlag.file(it), true), false),
                () -> pass(command.text(), "its environment, which names the flag, can't be read"));
    }

    private void shell(SimpleCommand command) throws ShellException {
        List<Word> operands = command.operands();
        boolean isInline = operands.size() > 1 && operands.get(0).text().matches("-[el]*c");
        if (!isInline) {
            script(command);
        } else if (!operands.get(1).isKnown() || depth == DEEPEST) {
            pass(command.text(), "only the shell knows that command");
        } else {
            inline(operands.get(1).text());
        }
    }

    private void script(SimpleCommand command) throws ShellException {
        boolean isOomeFlag =
                command.words().size() > 1 && command.without(1).name().equals(OomeFlag.NAME);
        if (isOomeFlag) {
            oomeFlag(command);
        } else {
            pass(command.text(), "an unknown script");
        }
    }

    private void inline(String text) throws ShellException {
        Cwd outside = cwd;
        depth++;
        try {
            list(text);
        } finally {
            depth--;
            cwd = outside;
        }
    }
}
