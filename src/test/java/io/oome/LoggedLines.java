package io.oome;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The lines that a class logs during a test, INFO and above: {@code WARN web: …}. */
public final class LoggedLines extends Handler implements BeforeEachCallback, AfterEachCallback {

    private final Logger logger;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public LoggedLines(Class<?> logs) {
        this.logger = Logger.getLogger(logs.getName());
    }

    public List<String> lines() {
        return lines;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        logger.addHandler(this);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        logger.removeHandler(this);
    }

    @Override
    public void publish(LogRecord logged) {
        String message = logged instanceof ExtLogRecord ours ? ours.getFormattedMessage() : logged.getMessage();
        lines.add(logged.getLevel() + " " + message);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
