package io.oome.command;

import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The format of the output, and how much of it. */
final class OutputOptions {

    /** A table for people, or JSON for machines. */
    enum Format {
        TABLE,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A strong reference: the log manager drops an unreferenced logger, and its level. */
    private static final Logger OURS = Logger.getLogger("io.oome");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            scope = ScopeType.INHERIT,
            description = "The output of a scan by hand: table (the default), or json (docs/*.schema.json).")
    private Format format;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Print more: the stack trace of an error, and (oome_monitor) the flag rules passed over.")
    private boolean verbose;

    Format format() {
        return format;
    }

    boolean verbose() {
        return verbose;
    }

    static void silence() {
        OURS.setLevel(Level.OFF);
    }

    /** A scan by hand prints its findings, and so does not log them. */
    void setLogLevel(boolean listener) {
        if (verbose) {
            OURS.setLevel(Level.FINE);
        } else {
            OURS.setLevel(listener ? Level.INFO : Level.WARNING);
        }
    }
}
