package io.oome.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import io.oome.notify.Printable;
import java.io.IOException;
import java.io.PrintWriter;

/** JSON for machines, which people look at, too: what a terminal would obey is escaped, beyond what JSON asks for. */
final class Json {

    private Json() {}

    static JsonGenerator generator(PrintWriter out) throws IOException {
        return new JsonFactory()
                .createGenerator(out)
                .setCharacterEscapes(new Escapes())
                .useDefaultPrettyPrinter();
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
