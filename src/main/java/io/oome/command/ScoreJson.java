package io.oome.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.oome.score.ScorePass;
import io.oome.score.ScoreReport;
import io.oome.supervisor.Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;

/** Prints a pass by hand for machines: the content of {@link ScoreTable}, by docs/oom_score_adj.schema.json. */
final class ScoreJson {

    private ScoreJson() {}

    static void print(ScorePass pass, Server server, boolean dry, PrintWriter out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            Json.head(dry, server, json);
            writeSummary(pass, json);
            json.writeArrayFieldStart("processes");
            for (ScoreReport report : pass.reports()) {
                write(report, json);
            }
            json.writeEndArray();
            Json.strings(
                    "unmatched",
                    pass.unmatched().stream()
                            .map(it -> it.processes().toString())
                            .toList(),
                    json);
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void writeSummary(ScorePass pass, JsonGenerator json) throws IOException {
        Map<ScoreResult, Integer> counts = ScoreResult.counts(pass.reports());
        json.writeObjectFieldStart("summary");
        json.writeNumberField("processes", pass.reports().size());
        json.writeNumberField("set", counts.getOrDefault(ScoreResult.SET, 0));
        json.writeNumberField("wouldSet", counts.getOrDefault(ScoreResult.WOULD_SET, 0));
        json.writeNumberField("unchanged", counts.getOrDefault(ScoreResult.UNCHANGED, 0));
        json.writeNumberField("refused", counts.getOrDefault(ScoreResult.REFUSED, 0));
        json.writeNumberField("notRunning", counts.getOrDefault(ScoreResult.NOT_RUNNING, 0));
        json.writeEndObject();
    }

    private static void write(ScoreReport report, JsonGenerator json) throws IOException {
        json.writeStartObject();
        Json.head(report.process(), json);
        if (report.found().isPresent()) {
            json.writeNumberField("now", report.found().getAsInt());
        }
        json.writeNumberField("wanted", report.wanted().value());
        json.writeNumberField("descendants", report.livingDescendants());
        json.writeNumberField("descendantsRefused", report.refusedDescendants());
        json.writeStringField("result", Json.word(ScoreResult.of(report)));
        json.writeStringField("reason", report.reason());
        if (report.remedy().isPresent()) {
            json.writeStringField("remedy", report.remedy().get());
        }
        json.writeEndObject();
    }
}
