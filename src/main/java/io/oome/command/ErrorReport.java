package io.oome.command;

import io.oome.notify.Printable;
import io.oome.supervisor.SupervisorException;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns an exception into one line on stderr and an exit code. */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final BooleanSupplier verbose;

    ErrorReport(BooleanSupplier verbose) {
        this.verbose = verbose;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine root = e.getCommandLine();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        String name = root.getCommandName();
        root.getErr().println(line(name, message(e) + "; see " + name + " --help", Optional.empty()));
        return ExitCode.USAGE;
    }

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            CommandLine parent = e.getCommandLine().getParent();
            if (parent != null
                    && parent.getSubcommands()
                            .containsKey(unmatched.getUnmatched().get(0))) {
                return "one command at a time: "
                        + String.join(", or ", parent.getSubcommands().keySet());
            }
            String suggestions = String.join(", or ", unmatched.getSuggestions());
            return (unmatched.isUnknownOption() ? "no such option: " : "no such command: ")
                    + unmatched.getUnmatched().get(0)
                    + (suggestions.isEmpty() ? "" : "; did you mean " + suggestions + "?");
        }
        return e.getMessage().lines().findFirst().orElse("wrong command line");
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult parseResult) {
        String name = parseResult.commandSpec().root().name();
        commandLine
                .getErr()
                .println(line(name, message(e), Optional.<Throwable>of(e).filter(it -> verbose.getAsBoolean())));
        return exitCode(e);
    }

    /** An error as it goes to stderr, as text or as JSON. */
    static String line(String name, String message, Optional<Throwable> thrown) {
        if (JsonLine.isWanted()) {
            return new JsonLine(Instant.now(), "ERROR", name, Optional.empty(), message, thrown).toString();
        }
        return Printable.line(name + ": " + message)
                + thrown.map(it -> "\n" + Printable.trace(it)).orElse("");
    }

    private static String message(Exception e) {
        boolean forOperators =
                e instanceof SupervisorException || e instanceof UsageException || e instanceof IOException;
        return forOperators && e.getMessage() != null
                ? e.getMessage()
                : "internal error: " + e + "; please report it with the output of --verbose";
    }

    private static int exitCode(Exception e) {
        if (e instanceof SupervisorException) {
            return ExitCode.UNREACHABLE;
        }
        return e instanceof UsageException ? ExitCode.USAGE : ExitCode.INCOMPLETE;
    }
}
