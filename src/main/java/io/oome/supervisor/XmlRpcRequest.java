package io.oome.supervisor;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes a methodCall. Parameters are strings, integers and booleans, the types that the called supervisord methods
 * take; system.multicall takes them in a List of Maps.
 */
final class XmlRpcRequest {

    private XmlRpcRequest() {}

    static byte[] encode(String method, Object... params) {
        StringBuilder xml = new StringBuilder(200)
                .append("<?xml version='1.0'?><methodCall><methodName>")
                .append(method)
                .append("</methodName><params>");
        for (Object param : params) {
            xml.append("<param>");
            append(param, xml);
            xml.append("</param>");
        }
        return xml.append("</params></methodCall>").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(Object value, StringBuilder xml) {
        xml.append("<value>");
        if (value instanceof Boolean flag) {
            xml.append("<boolean>").append(flag ? 1 : 0).append("</boolean>");
        } else if (value instanceof Integer number) {
            xml.append("<int>").append(number).append("</int>");
        } else if (value instanceof List<?> items) {
            xml.append("<array><data>");
            items.forEach(item -> append(item, xml));
            xml.append("</data></array>");
        } else if (value instanceof Map<?, ?> members) {
            xml.append("<struct>");
            members.forEach((name, member) -> appendMember((String) name, member, xml));
            xml.append("</struct>");
        } else {
            xml.append("<string>");
            appendEscaped((String) value, xml);
            xml.append("</string>");
        }
        xml.append("</value>");
    }

    private static void appendMember(String name, Object member, StringBuilder xml) {
        xml.append("<member><name>").append(name).append("</name>");
        append(member, xml);
        xml.append("</member>");
    }

    private static void appendEscaped(String text, StringBuilder xml) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                default -> xml.append(c);
            }
        }
    }
}
