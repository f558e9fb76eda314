package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The schemas in docs/ of {@code --format json} and of the log. */
enum Schema {
    OOME_MONITOR("docs/oome_monitor.schema.json"),
    OOM_SCORE_ADJ("docs/oom_score_adj.schema.json"),
    LOG("docs/log.schema.json");

    private final JsonSchema schema;

    Schema(String file) {
        try {
            schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(Files.readString(Path.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode assertDescribes(String json) {
        try {
            JsonNode document = new ObjectMapper().readTree(json);
            assertThat(schema.validate(document)).as(json).isEmpty();
            return document;
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
