package io.oome.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.oome.notify.Printable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * A line on stderr for machines ({@code oome-monitor.log-format=json}, docs/log.schema.json): a log record, or an error
 * that ends the program.
 *
 * @param process the process that it is about, as -p takes it, if known
 */
public record JsonLine(
        Instant when,
        String level,
        String program,
        Optional<String> process,
        String message,
        Optional<Throwable> thrown) {

    /** Read for each line: the first lines come before the settings are. */
    public static boolean isWanted() {
        return ConfigProvider.getConfig()
                .getOptionalValue(SettingNames.PREFIX + SettingNames.LOG_FORMAT, String.class)
                .filter("json"::equals)
                .isPresent();
    }

    @Override
    public String toString() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.compact(text)) {
            json.writeStartObject();
            json.writeStringField(
                    "timestamp", when.truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeStringField("level", level);
            json.writeStringField("program", program);
            json.writeStringField("version", Version.number());
            if (process.isPresent()) {
                json.writeStringField("process", process.get());
            }
            json.writeStringField("message", message);
            if (thrown.isPresent()) {
                json.writeStringField("exception", Printable.trace(thrown.get()));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
