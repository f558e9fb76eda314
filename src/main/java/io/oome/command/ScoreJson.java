package io.oome.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.oome.score.ScorePass;
import io.oome.score.ScoreReport;
import io.oome.score.ScoreRule;
import java.io.IOException;
import java.io.PrintWriter;

/** A pass by hand, for machines: the same as {@link ScoreTable}, as one JSON object. */
final class ScoreJson {

    private ScoreJson() {}

    static void print(ScorePass pass, boolean dry, PrintWriter out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeBooleanField("dry", dry);
            json.writeArrayFieldStart("processes");
            for (ScoreReport report : pass.reports()) {
                write(report, json);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("unmatched");
            for (ScoreRule rule : pass.unmatched()) {
                json.writeString(rule.processes().toString());
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void write(ScoreReport report, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("group", report.namespec().group());
        json.writeStringField("name", report.namespec().name());
        json.writeStringField("state", report.process().state().name());
        json.writeNumberField("pid", report.process().pid());
        if (report.found().isPresent()) {
            json.writeNumberField("now", report.found().getAsInt());
        }
        json.writeNumberField("wanted", report.wanted().value());
        json.writeNumberField("descendants", report.livingDescendants());
        json.writeNumberField("descendantsRefused", report.refusedDescendants());
        json.writeStringField("result", report.own().getClass().getSimpleName());
        json.writeStringField("reason", report.reason());
        if (report.remedy().isPresent()) {
            json.writeStringField("remedy", report.remedy().get());
        }
        json.writeEndObject();
    }
}
