package io.oome;

import io.oome.notify.Printable;
import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Makes every line of the log printable, whoever wrote it: a record is one line, whatever the names in it hold. It is
 * configured as {@code quarkus.log.console.filter}.
 */
@LoggingFilter(name = "printable")
public final class PrintableLog implements Filter {

    @Override
    public boolean isLoggable(LogRecord logged) {
        ExtLogRecord log = ExtLogRecord.wrap(logged);
        String message = Printable.line(String.valueOf(log.getFormattedMessage()));
        Throwable thrown = log.getThrown();
        log.setThrown(null);
        log.setMessage(
                thrown == null ? message : message + "\n" + Printable.trace(thrown),
                ExtLogRecord.FormatStyle.NO_FORMAT);
        return true;
    }
}
