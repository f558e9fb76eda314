package io.oome.supervisor;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The server's side of XML-RPC: reads what xmlrpc.client reads, and writes what it writes. */
final class FakeXmlRpc {

    record Call(String method, List<Object> params) {

        static Call of(Map<?, ?> members) {
            return new Call((String) members.get("methodName"), List.copyOf((List<?>) members.get("params")));
        }
    }

    private FakeXmlRpc() {}

    static Call parse(byte[] request) {
        try {
            Element call = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(request))
                    .getDocumentElement();
            List<Object> params = new ArrayList<>();
            for (Element param : children(children(call).get(1))) {
                params.add(value(children(param).get(0)));
            }
            return new Call(children(call).get(0).getTextContent(), params);
        } catch (Exception e) {
            throw new IllegalArgumentException(new String(request, StandardCharsets.UTF_8), e);
        }
    }

    private static Object value(Element value) {
        Element typed = children(value).get(0);
        return switch (typed.getTagName()) {
            case "int" -> Integer.valueOf(typed.getTextContent());
            case "boolean" -> typed.getTextContent().equals("1");
            case "string" -> typed.getTextContent();
            case "array" -> children(children(typed).get(0)).stream()
                    .map(FakeXmlRpc::value)
                    .toList();
            case "struct" -> members(typed);
            default -> throw new IllegalArgumentException(typed.getTagName());
        };
    }

    private static Map<String, Object> members(Element struct) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (Element member : children(struct)) {
            List<Element> pair = children(member);
            members.put(pair.get(0).getTextContent(), value(pair.get(1)));
        }
        return members;
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    static byte[] response(Object result) {
        return document("<params>\n<param>\n" + xml(result) + "</param>\n</params>\n");
    }

    static byte[] fault(Map<String, Object> members) {
        return document("<fault>\n" + xml(members) + "</fault>\n");
    }

    private static byte[] document(String content) {
        return ("<?xml version='1.0'?>\n<methodResponse>\n" + content + "</methodResponse>\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String xml(Object value) {
        return "<value>" + typed(value) + "</value>\n";
    }

    private static String typed(Object value) {
        if (value instanceof Integer number) {
            return "<int>" + number + "</int>";
        }
        if (value instanceof Boolean flag) {
            return "<boolean>" + (flag ? 1 : 0) + "</boolean>";
        }
        StringBuilder xml = new StringBuilder();
        if (value instanceof List<?> items) {
            items.forEach(item -> xml.append(xml(item)));
            return "<array><data>\n" + xml + "</data></array>";
        }
        if (value instanceof Map<?, ?> members) {
            members.forEach((name, member) -> xml.append("<member>\n<name>")
                    .append(name)
                    .append("</name>\n")
                    .append(xml(member))
                    .append("</member>\n"));
            return "<struct>\n" + xml + "</struct>";
        }
        String text =
                ((String) value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<string>" + text + "</string>";
    }
}
