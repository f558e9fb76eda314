package io.oome.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.oome.restart.Finding;
import io.oome.restart.RestartReport;
import io.oome.scan.FlagPath;
import io.oome.scan.FlagSearch.PassedOver;
import io.oome.supervisor.NamePattern;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;

/** A scan by hand, for machines: the same as {@link ScanTable}, as one JSON object. */
final class ScanJson {

    private ScanJson() {}

    static void print(ScanReport report, PrintWriter out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeBooleanField("dry", report.dry());
            json.writeObjectFieldStart("server");
            json.writeStringField("url", report.server().url().toString());
            json.writeStringField("foundBy", report.server().source());
            json.writeEndObject();
            json.writeArrayFieldStart("processes");
            for (Finding finding : report.findings()) {
                write(finding, report.restart(finding), json);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("unmatched");
            for (NamePattern pattern : report.unmatched()) {
                json.writeString(pattern.toString());
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void write(Finding finding, Optional<RestartReport> restart, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("group", finding.namespec().group());
        json.writeStringField("name", finding.namespec().name());
        json.writeStringField("state", finding.process().state().name());
        json.writeNumberField("pid", finding.process().pid());
        if (finding.search().found().isPresent()) {
            write(finding, finding.search().found().get(), json);
        }
        json.writeObjectFieldStart("passedOver");
        for (PassedOver passedOver : finding.search().passedOver()) {
            json.writeStringField(passedOver.rule().toString(), passedOver.reason());
        }
        json.writeEndObject();
        json.writeStringField("evidence", finding.evidence().name());
        json.writeStringField("decision", finding.decision().name());
        json.writeStringField("reason", finding.reason());
        if (restart.isPresent()) {
            json.writeBooleanField("done", restart.get().outcome().isEnd());
            json.writeStringField("outcome", restart.get().message());
        }
        json.writeEndObject();
    }

    private static void write(Finding finding, FlagPath path, JsonGenerator json) throws IOException {
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
}
