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

/** JSON for machines, which people look at, too: what a terminal would obey is escaped, beyond what JSON asks for. */
final class Json {

    /** Of both schemas in docs/. It changes when a member goes, or means something else; not when one is added. */
    private static final int SCHEMA = 1;

    private Json() {}

    static JsonGenerator generator(PrintWriter out) throws IOException {
        return compact(out).useDefaultPrettyPrinter();
    }

    /** On one line. */
    static JsonGenerator compact(Writer out) throws IOException {
        return new JsonFactory().createGenerator(out).setCharacterEscapes(new Escapes());
    }

    /** What both documents begin with. */
    static void head(boolean dry, Server server, JsonGenerator json) throws IOException {
        json.writeNumberField("schema", SCHEMA);
        json.writeBooleanField("dry", dry);
        json.writeObjectFieldStart("server");
        json.writeStringField("url", server.url().toString());
        json.writeStringField("foundBy", server.source());
        json.writeEndObject();
    }

    /** What both say of a process first. */
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
