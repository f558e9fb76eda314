package io.oome.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import io.oome.notify.Printable;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/**
 * JSON for machines. People look at it, too: so control characters of terminals are escaped, which JSON does not
 * require.
 */
final class Json {

    /**
     * The version of both schemas in docs/. It changes when a member is removed or redefined, not when one is added.
     */
    private static final int SCHEMA = 1;

    private Json() {}

    static JsonGenerator generator(PrintWriter out) throws IOException {
        return compact(out).useDefaultPrettyPrinter();
    }

    /** Writes one line. */
    static JsonGenerator compact(Writer out) throws IOException {
        return new JsonFactory().createGenerator(out).setCharacterEscapes(new Escapes());
    }

    /** The members that both documents begin with. */
    static void head(boolean dry, Server server, JsonGenerator json) throws IOException {
        json.writeNumberField("schema", SCHEMA);
        json.writeBooleanField("dry", dry);
        json.writeObjectFieldStart("server");
        json.writeStringField("url", server.url().toString());
        json.writeStringField("foundBy", server.source());
        json.writeEndObject();
    }

    /** The members that describe a process in both documents. */
    static void head(ProcessInfo process, JsonGenerator json) throws IOException {
        json.writeStringField("name", process.namespec().name());
        json.writeStringField("group", process.namespec().group());
        json.writeStringField("state", process.state().name());
        json.writeNumberField("pid", process.pid());
    }

    static void strings(String field, List<?> values, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(field);
        for (Object value : values) {
            json.writeString(value.toString());
        }
        json.writeEndArray();
    }

    /** {@code over-budget}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static final class Escapes extends CharacterEscapes {

        private static final int DEL = 0x7f;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[DEL] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public SerializableString getEscapeSequence(int c) {
            return Printable.isControl((char) c) ? new SerializedString(String.format("\\u%04x", c)) : null;
        }
    }
}
