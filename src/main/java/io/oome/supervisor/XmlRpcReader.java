package io.oome.supervisor;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A cursor over a methodResponse, which is decoded while it is read: no tree of maps is built on the way to a record.
 *
 * <p>Each of the value methods expects the cursor at a {@code <value>} and leaves it at its {@code </value>}.
 */
final class XmlRpcReader {

    /** Turns the value at the cursor into a T. */
    interface Decoder<T> {
        T decode(XmlRpcReader value) throws XMLStreamException;
    }

    /** Takes the value of one member of a struct; one that is of no interest must be {@link #skip skipped}. */
    interface MemberVisitor {
        void visit(String member, XmlRpcReader value) throws XMLStreamException;
    }

    private static final XMLInputFactory FACTORY = safeFactory();
    private static final DateTimeFormatter ISO_8601 = DateTimeFormatter.ofPattern("yyyyMMdd'T'HH:mm:ss");

    private final XMLStreamReader xml;

    private XmlRpcReader(XMLStreamReader xml) {
        this.xml = xml;
    }

    /**
     * Decodes the result of a methodResponse.
     *
     * @throws SupervisorFault if it is a fault
     * @throws XMLStreamException if it is not a methodResponse, or its result not what the decoder expects
     */
    static <T> T read(byte[] response, Decoder<T> decoder) throws XMLStreamException {
        XMLStreamReader xml = FACTORY.createXMLStreamReader(
                new InputStreamReader(new ByteArrayInputStream(withoutControls(response)), StandardCharsets.UTF_8));
        try {
            XmlRpcReader reader = new XmlRpcReader(xml);
            reader.enter("methodResponse");
            xml.nextTag();
            if (xml.getLocalName().equals("fault")) {
                reader.enter("value");
                throw reader.fault();
            }
            reader.require("params");
            reader.enter("param");
            reader.enter("value");
            return decoder.decode(reader);
        } finally {
            xml.close();
        }
    }

    String string() throws XMLStreamException {
        return scalar("string");
    }

    int integer() throws XMLStreamException {
        try {
            return Integer.parseInt(scalar("int").strip());
        } catch (NumberFormatException e) {
            throw unexpected("a number");
        }
    }

    boolean bool() throws XMLStreamException {
        return scalar("boolean").strip().equals("1");
    }

    <T> List<T> array(Decoder<T> decoder) throws XMLStreamException {
        enter("array");
        enter("data");
        List<T> items = new ArrayList<>();
        while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
            require("value");
            items.add(decoder.decode(this));
        }
        leave(2);
        return items;
    }

    void struct(MemberVisitor visitor) throws XMLStreamException {
        enter("struct");
        while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
            require("member");
            enter("name");
            String member = xml.getElementText();
            enter("value");
            visitor.visit(member, this);
            leave(1);
        }
        leave(1);
    }

    void skip() throws XMLStreamException {
        int depth = 1;
        while (depth > 0) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
    }

    /** Any value: String, Integer, Boolean, Double, byte[], LocalDateTime, List, Map, or null for nil. */
    Object any() throws XMLStreamException {
        StringBuilder untyped = new StringBuilder();
        int event = textUntilTag(untyped);
        if (event == XMLStreamConstants.END_ELEMENT) {
            return untyped.toString();
        }
        return switch (xml.getLocalName()) {
            case "array" -> anyArray();
            case "struct" -> anyStruct();
            default -> typed(xml.getLocalName());
        };
    }

    private Object typed(String type) throws XMLStreamException {
        String text = xml.getElementText();
        leave(1);
        try {
            return switch (type) {
                case "string" -> text;
                case "int", "i4" -> Integer.valueOf(text.strip());
                case "boolean" -> text.strip().equals("1");
                case "double" -> Double.valueOf(text.strip());
                case "base64" -> Base64.getMimeDecoder().decode(text);
                case "dateTime.iso8601" -> LocalDateTime.parse(text.strip(), ISO_8601);
                case "nil" -> null;
                default -> throw unexpected("a value");
            };
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw unexpected("a value of type " + type);
        }
    }

    private Object anyArray() throws XMLStreamException {
        enter("data");
        List<Object> items = new ArrayList<>();
        while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
            require("value");
            items.add(any());
        }
        leave(2);
        return items;
    }

    private Object anyStruct() throws XMLStreamException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
            enter("name");
            String member = xml.getElementText();
            enter("value");
            members.put(member, any());
            leave(1);
        }
        leave(1);
        return members;
    }

    private SupervisorFault fault() throws XMLStreamException {
        Object value = any();
        if (value instanceof Map<?, ?> fault
                && fault.get("faultCode") instanceof Integer code
                && fault.get("faultString") instanceof String text) {
            return new SupervisorFault(code, text);
        }
        throw unexpected("a fault");
    }

    /** {@code <value><string>web</string></value>}, or {@code <value>web</value>}, which means the same. */
    private String scalar(String type) throws XMLStreamException {
        StringBuilder untyped = new StringBuilder();
        if (textUntilTag(untyped) == XMLStreamConstants.END_ELEMENT) {
            return untyped.toString();
        }
        boolean expected = xml.getLocalName().equals(type)
                || (type.equals("int") && xml.getLocalName().equals("i4"));
        if (!expected) {
            throw unexpected(type);
        }
        String text = xml.getElementText();
        leave(1);
        return text;
    }

    private int textUntilTag(StringBuilder text) throws XMLStreamException {
        int event;
        while ((event = xml.next()) != XMLStreamConstants.START_ELEMENT && event != XMLStreamConstants.END_ELEMENT) {
            boolean comment = event == XMLStreamConstants.COMMENT || event == XMLStreamConstants.PROCESSING_INSTRUCTION;
            if (!comment) {
                text.append(xml.getText());
            }
        }
        return event;
    }

    private void enter(String element) throws XMLStreamException {
        xml.nextTag();
        require(element);
    }

    private void leave(int levels) throws XMLStreamException {
        for (int i = 0; i < levels; i++) {
            xml.nextTag();
            xml.require(XMLStreamConstants.END_ELEMENT, null, null);
        }
    }

    private void require(String element) throws XMLStreamException {
        xml.require(XMLStreamConstants.START_ELEMENT, null, element);
    }

    private XMLStreamException unexpected(String expected) {
        return new XMLStreamException("expected " + expected, xml.getLocation());
    }

    /**
     * xmlrpc.client writes the control characters of a log (an ESC of a coloured line, say) as they are, and XML 1.0
     * forbids them, as it does U+FFFE and U+FFFF (EF BF BE and EF BF BF in UTF-8): a whole answer would be lost for one
     * of them.
     */
    private static byte[] withoutControls(byte[] response) {
        for (int i = 0; i < response.length; i++) {
            byte b = response[i];
            boolean control = b >= 0 && b < ' ' && b != '\n' && b != '\t' && b != '\r';
            if (control) {
                response[i] = '?';
            } else if (endsNonCharacter(response, i)) {
                Arrays.fill(response, i - 2, i + 1, (byte) '?');
            }
        }
        return response;
    }

    private static boolean endsNonCharacter(byte[] utf8, int i) {
        boolean last = utf8[i] == (byte) 0xBE || utf8[i] == (byte) 0xBF;
        return last && i >= 2 && utf8[i - 1] == (byte) 0xBF && utf8[i - 2] == (byte) 0xEF;
    }

    private static XMLInputFactory safeFactory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // JDK 24 and later limit this to 100,000 characters, the answer itself being an entity; there can be no other
        // here.
        factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", 0);
        factory.setProperty("jdk.xml.totalEntitySizeLimit", 0);
        return factory;
    }
}
