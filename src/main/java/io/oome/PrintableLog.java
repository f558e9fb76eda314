package io.oome;

import io.oome.command.JsonLine;
import io.oome.notify.Printable;
import io.oome.supervisor.Namespec;
import io.quarkus.logging.LoggingFilter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Turns every log record into one printable line, as text or as JSON, whatever the names in it contain. Configured as
 * {@code quarkus.log.console.filter}.
 */
@LoggingFilter(name = "printable")
public final class PrintableLog implements Filter {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Override
    public boolean isLoggable(LogRecord logged) {
        ExtLogRecord log = ExtLogRecord.wrap(logged);
        String line = JsonLine.isWanted() ? json(log) : text(log);
        log.setThrown(null);
        log.setMessage(line, ExtLogRecord.FormatStyle.NO_FORMAT);
        return true;
    }

    /** The line names the program: a container merges the logs of its programs. */
    private static String text(ExtLogRecord log) {
        String message = Printable.line(String.valueOf(log.getFormattedMessage()));
        String time = TIME.format(log.getInstant().atZone(ZoneId.systemDefault()));
        String line = time + " " + program() + " " + log.getLevel() + " " + message;
        return log.getThrown() == null ? line : line + "\n" + Printable.trace(log.getThrown());
    }

    private static String program() {
        return System.getProperty("oome.name", "oome_monitor");
    }

    private static String json(ExtLogRecord log) {
        return new JsonLine(
                        log.getInstant(),
                        log.getLevel().getName(),
                        program(),
                        process(log),
                        String.valueOf(log.getFormattedMessage()),
                        Optional.ofNullable(log.getThrown()))
                .toString();
    }

    /** The process that a record is about: a parameter of type {@link Namespec}, whether the message uses it or not. */
    private static Optional<String> process(ExtLogRecord log) {
        return Stream.ofNullable(log.getParameters())
                .flatMap(Stream::of)
                .filter(Namespec.class::isInstance)
                .map(Object::toString)
                .findFirst();
    }
}
