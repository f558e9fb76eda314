package io.oome.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decodes a methodResponse while it is read: no tree of maps is built on the way to a record.
 *
 * <p>Each of the value methods expects to be at a {@code <value>} and ends at its {@code </value>}.
 */
final class XmlRpcReader {

    /** Turns the value at the cursor into a T. */
    interface Decoder<T> {
        T decode(XmlRpcReader value) throws IOException, MalformedXml;
    }

    /** Takes the value of one member of a struct; one that is of no interest must be {@link #skip skipped}. */
    interface MemberVisitor {
        void visit(String member, XmlRpcReader value) throws IOException, MalformedXml;
    }

    private static final DateTimeFormatter ISO_8601 = DateTimeFormatter.ofPattern("yyyyMMdd'T'HH:mm:ss");

    private final XmlCursor xml;

    private XmlRpcReader(XmlCursor xml) {
        this.xml = xml;
    }

    /**
     * Decodes the result of a methodResponse.
     *
     * @throws SupervisorFault if it is a fault
     * @throws MalformedXml if it is not a methodResponse, or its result not what the decoder expects
     * @throws IOException if the response can't be read
     */
    static <T> T read(InputStream response, Decoder<T> decoder) throws IOException, MalformedXml {
        XmlRpcReader reader = new XmlRpcReader(new XmlCursor(response));
        reader.enter("methodResponse");
        boolean fault = reader.open().equals("fault");
        if (fault) {
            reader.enter("value");
            throw reader.fault();
        }
        reader.require("params");
        reader.enter("param");
        reader.enter("value");
        return decoder.decode(reader);
    }

    String string() throws IOException, MalformedXml {
        boolean typed = scalar("string");
        String text = xml.text();
        leave(typed);
        return text;
    }

    int integer() throws IOException, MalformedXml {
        boolean typed = scalar("int");
        int number = xml.integer();
        leave(typed);
        return number;
    }

    boolean bool() throws IOException, MalformedXml {
        boolean typed = scalar("boolean");
        boolean value = xml.text().strip().equals("1");
        leave(typed);
        return value;
    }

    <T> List<T> array(Decoder<T> decoder) throws IOException, MalformedXml {
        enter("array");
        return items(decoder);
    }

    private <T> List<T> items(Decoder<T> decoder) throws IOException, MalformedXml {
        enter("data");
        List<T> items = new ArrayList<>();
        while (opensAnother("value")) {
            items.add(decoder.decode(this));
        }
        leave();
        leave();
        return items;
    }

    void struct(MemberVisitor visitor) throws IOException, MalformedXml {
        enter("struct");
        members(visitor);
    }

    private void members(MemberVisitor visitor) throws IOException, MalformedXml {
        while (opensAnother("member")) {
            enter("name");
            closeText();
            String member = xml.textAsName();
            enter("value");
            visitor.visit(member, this);
            leave();
        }
        leave();
    }

    void skip() throws IOException, MalformedXml {
        int depth = 1;
        while (depth > 0) {
            xml.next();
            depth += xml.isOpening() ? 1 : -1;
        }
    }

    /** Any value: String, Integer, Boolean, Double, byte[], LocalDateTime, List, Map, or null for nil. */
    Object any() throws IOException, MalformedXml {
        if (isUntyped()) {
            return xml.text();
        }
        return switch (xml.name()) {
            case "array" -> items(XmlRpcReader::any);
            case "struct" -> anyStruct();
            default -> typed(xml.name());
        };
    }

    private Object typed(String type) throws IOException, MalformedXml {
        closeText();
        Object value = typed(type, xml.text());
        leave();
        return value;
    }

    private Object typed(String type, String text) throws MalformedXml {
        try {
            return switch (type) {
                case "string" -> text;
                case "int", "i4" -> xml.integer();
                case "boolean" -> text.strip().equals("1");
                case "double" -> Double.valueOf(text.strip());
                case "base64" -> Base64.getMimeDecoder().decode(text);
                case "dateTime.iso8601" -> LocalDateTime.parse(text.strip(), ISO_8601);
                case "nil" -> null;
                default -> throw xml.expected("a value");
            };
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw xml.expected("a value of type " + type);
        }
    }

    private Map<String, Object> anyStruct() throws IOException, MalformedXml {
        Map<String, Object> members = new LinkedHashMap<>();
        members((member, value) -> members.put(member, value.any()));
        return members;
    }

    private SupervisorFault fault() throws IOException, MalformedXml {
        Object value = any();
        if (value instanceof Map<?, ?> fault
                && fault.get("faultCode") instanceof Integer code
                && fault.get("faultString") instanceof String text) {
            return new SupervisorFault(code, text);
        }
        throw xml.expected("a fault");
    }

    /**
     * {@code <value><string>web</string></value>}, or {@code <value>web</value>}, which means the same; the text is the
     * cursor's then.
     *
     * @return whether it was the first, which has to be left
     */
    private boolean scalar(String type) throws IOException, MalformedXml {
        if (isUntyped()) {
            return false;
        }
        boolean expected =
                xml.name().equals(type) || (type.equals("int") && xml.name().equals("i4"));
        if (!expected) {
            throw xml.expected(type);
        }
        closeText();
        return true;
    }

    private boolean isUntyped() throws IOException, MalformedXml {
        xml.next();
        if (xml.isOpening() && !xml.isTextBlank()) {
            throw xml.expected("a value, and no text before it");
        }
        return !xml.isOpening();
    }

    private void leave(boolean typed) throws IOException, MalformedXml {
        if (typed) {
            leave();
        }
    }

    /** Goes to the end of an element that holds nothing but text. */
    private void closeText() throws IOException, MalformedXml {
        xml.next();
        if (xml.isOpening()) {
            throw xml.expected("text");
        }
    }

    private boolean opensAnother(String element) throws IOException, MalformedXml {
        nextTag();
        if (xml.isOpening()) {
            require(element);
        }
        return xml.isOpening();
    }

    private void enter(String element) throws IOException, MalformedXml {
        open();
        require(element);
    }

    private String open() throws IOException, MalformedXml {
        nextTag();
        if (!xml.isOpening()) {
            throw xml.expected("an element");
        }
        return xml.name();
    }

    private void leave() throws IOException, MalformedXml {
        nextTag();
        if (xml.isOpening()) {
            throw xml.expected("the end of an element");
        }
    }

    private void nextTag() throws IOException, MalformedXml {
        xml.next();
        if (!xml.isTextBlank()) {
            throw xml.expected("no text");
        }
    }

    private void require(String element) throws MalformedXml {
        if (!xml.name().equals(element)) {
            throw xml.expected("<" + element + ">");
        }
    }
}
