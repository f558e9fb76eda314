package io.oome.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.oome.jvm.Verdict;
import io.oome.restart.Finding;
import io.oome.restart.Outcome;
import io.oome.restart.RestartReport;
import io.oome.scan.FlagPath;
import io.oome.scan.FlagSearch.PassedOver;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Prints a scan by hand for machines: the content of {@link ScanTable}, by docs/oome_monitor.schema.json. */
final class ScanJson {

    private ScanJson() {}

    static void print(ScanReport report, PrintWriter out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            Json.head(report.dry(), report.server(), json);
            writeSummary(report, json);
            json.writeArrayFieldStart("processes");
            for (ProcessReport process : report.processes()) {
                write(process, json);
            }
            json.writeEndArray();
            Json.strings("unmatched", report.unmatched(), json);
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void writeSummary(ScanReport report, JsonGenerator json) throws IOException {
        Map<Concern, Integer> counts = report.counts();
        json.writeObjectFieldStart("summary");
        json.writeNumberField("processes", report.processes().size());
        json.writeNumberField("toRestart", counts.getOrDefault(Concern.TO_RESTART, 0));
        json.writeNumberField("restarted", counts.getOrDefault(Concern.RESTARTED, 0));
        json.writeNumberField("notRestarted", counts.getOrDefault(Concern.NOT_RESTARTED, 0));
        json.writeNumberField(
                "toLookAt", counts.getOrDefault(Concern.TO_LOOK_AT, 0) + counts.getOrDefault(Concern.UNSETTLED, 0));
        json.writeNumberField("unarmed", counts.getOrDefault(Concern.UNARMED, 0));
        json.writeNumberField("fine", counts.getOrDefault(Concern.FINE, 0));
        json.writeEndObject();
    }

    private static void write(ProcessReport process, JsonGenerator json) throws IOException {
        Finding finding = process.finding();
        json.writeStartObject();
        Json.head(finding.process(), json);
        if (process.newPid().isPresent()) {
            json.writeNumberField("newPid", process.newPid().get());
        }
        if (process.uptime().isPresent()) {
            json.writeNumberField("uptimeSeconds", process.uptime().get().toSeconds());
        }
        if (finding.search().found().isPresent()) {
            writeFlag(finding, finding.search().found().get(), json);
        }
        json.writeBooleanField("guess", process.isGuess());
        json.writeObjectFieldStart("passedOver");
        for (PassedOver passedOver : finding.search().passedOver()) {
            json.writeStringField(passedOver.rule().toString(), passedOver.reason());
        }
        json.writeEndObject();
        if (process.verdict().isPresent()) {
            write(process.verdict().get(), json);
        }
        json.writeStringField("evidence", Json.word(finding.evidence()));
        json.writeStringField("decision", Json.word(finding.decision()));
        json.writeStringField("concern", Json.word(process.concern()));
        json.writeStringField("reason", process.reason());
        if (process.restart().isPresent()) {
            writeOutcome(process.restart().get(), json);
        }
        writeHistory(process.history(), json);
        json.writeEndObject();
    }

    private static void write(Verdict verdict, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("verdict");
        json.writeStringField("kind", verdict.kind().toString());
        json.writeStringField("why", verdict.why());
        if (verdict.remedy().isPresent()) {
            json.writeStringField("add", verdict.remedy().get().word());
        }
        Json.strings("cautions", verdict.cautions(), json);
        json.writeEndObject();
    }

    private static void writeFlag(Finding finding, FlagPath path, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("flag");
        json.writeStringField("path", path.shown().toString());
        json.writeStringField("rule", path.rule().toString());
        json.writeBooleanField("present", finding.flag().isPresent());
        if (finding.flag().isPresent()) {
            json.writeNumberField("ageSeconds", finding.age().orElseThrow().toSeconds());
            json.writeNumberField("owner", finding.flag().get().owner());
        }
        json.writeEndObject();
    }

    private static void writeOutcome(RestartReport restart, JsonGenerator json) throws IOException {
        Outcome outcome = restart.outcome();
        json.writeObjectFieldStart("outcome");
        json.writeStringField("result", outcome.word());
        json.writeBooleanField("good", outcome.isGood());
        json.writeStringField("message", restart.message());
        json.writeEndObject();
    }

    private static void writeHistory(History history, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("history");
        if (history.last().isPresent()) {
            json.writeStringField(
                    "last", history.last().get().truncatedTo(ChronoUnit.SECONDS).toString());
            json.writeStringField("lastResult", history.result());
        }
        json.writeNumberField("count24h", history.count());
        json.writeEndObject();
    }
}
