package io.oome.command;

import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What is printed, and how. */
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

    /** Held: the log manager would forget a logger that nobody refers to, and its level with it. */
    private static final Logger OURS = Logger.getLogger("io.oome");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            scope = ScopeType.INHERIT,
            description = "How a scan by hand is printed: table (the default) or json, as docs/*.schema.json say.")
    private Format format;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Say more: each rule that was passed over, and the stack trace of an error.")
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

    /** A scan by hand prints its findings, and does not log them as well. */
    void setLogLevel(boolean listener) {
        if (verbose) {
            OURS.setLevel(Level.FINE);
        } else {
            OURS.setLevel(listener ? Level.INFO : Level.WARNING);
        }
    }
}
