package io.oome.supervisor;

import io.oome.supervisor.BoundedInputStream.AnswerTooLarge;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decodes a methodResponse while reading it, without a tree of maps.
 *
 * <p>Each value method begins at a {@code <value>} and ends at its {@code </value>}.
 */
final class XmlRpcReader {

    /** Turns the value at the cursor into a T. */
    interface Decoder<T> {
        T decode(XmlRpcReader value) throws IOException, MalformedXml;
    }

    /** Reads the value of one member of a struct; must {@link #skip} an unwanted one. */
    interface MemberVisitor {
        void visit(String member, XmlRpcReader value) throws IOException, MalformedXml;
    }

    /** Limit for array items in an answer: 10,000 processes, each in its own array in an answer to system.multicall. */
    private static final int MOST_VALUES = 20_000;

    private final XmlCursor xml;
    private int values;

    private XmlRpcReader(XmlCursor xml) {
        this.xml = xml;
    }

    /**
     * Decodes the result of a methodResponse.
     *
     * @throws SupervisorFault if it is a fault
     * @throws MalformedXml if it is not a methodResponse, or its result is not what the decoder expects
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

    /** Like {@link #string}, but empty if it is longer, or if optional strings have used up their room. */
    Optional<String> stringIfSmall(int longest) throws IOException, MalformedXml {
        boolean typed = scalar("string");
        Optional<String> text = xml.isTextSmall(longest) ? Optional.of(xml.text()) : Optional.empty();
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
            if (++values > MOST_VALUES) {
                throw new AnswerTooLarge("more than " + MOST_VALUES + " values");
            }
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

    /** A number; empty if there is a text instead: XML-RPC has no better way to say "none". */
    Optional<Integer> integerUnlessText() throws IOException, MalformedXml {
        if (isUntyped()) {
            return Optional.empty();
        }
        boolean number = xml.name().equals("int");
        if (!number) {
            require("string");
        }
        closeText();
        Optional<Integer> value = number ? Optional.of(xml.integer()) : Optional.empty();
        leave();
        return value;
    }

    /**
     * Reads one result of supervisord's system.multicall: a struct, or a fault, which is a struct, too. (By convention
     * the former would be within an array; supervisord, in xmlrpc.py, omits that.)
     *
     * @throws SupervisorFault if it is a fault; the next result can still be read
     */
    void structOrFault(MemberVisitor visitor) throws IOException, MalformedXml {
        FaultMembers fault = new FaultMembers();
        struct((member, value) -> {
            if (!fault.take(member, value)) {
                visitor.visit(member, value);
            }
        });
        if (fault.isWhole()) {
            throw fault.toFault();
        }
    }

    private SupervisorFault fault() throws IOException, MalformedXml {
        FaultMembers fault = new FaultMembers();
        struct((member, value) -> {
            if (!fault.take(member, value)) {
                value.skip();
            }
        });
        if (!fault.isWhole()) {
            throw xml.expected("a fault");
        }
        return fault.toFault();
    }

    private static final class FaultMembers {
        private Integer code;
        private String text;

        boolean take(String member, XmlRpcReader value) throws IOException, MalformedXml {
            switch (member) {
                case "faultCode" -> code = value.integer();
                case "faultString" -> text = value.string();
                default -> {
                    return false;
                }
            }
            return true;
        }

        boolean isWhole() {
            return code != null && text != null;
        }

        SupervisorFault toFault() {
            return new SupervisorFault(code, text);
        }
    }

    /**
     * Moves to the text of {@code <value><string>web</string></value>} or {@code <value>web</value>}, which are
     * equivalent.
     *
     * @return whether it was the former, whose type element must be left
     */
    private boolean scalar(String type) throws IOException, MalformedXml {
        if (isUntyped()) {
            return false;
        }
        if (!xml.name().equals(type)) {
            throw xml.expected(type);
        }
        closeText();
        return true;
    }

    private boolean isUntyped() throws IOException, MalformedXml {
        xml.next();
        if (xml.isOpening() && !xml.isTextBlank()) {
            throw xml.expected("a value without text before it");
        }
        return !xml.isOpening();
    }

    private void leave(boolean typed) throws IOException, MalformedXml {
        if (typed) {
            leave();
        }
    }

    /** Moves to the end of an element that contains only text. */
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
