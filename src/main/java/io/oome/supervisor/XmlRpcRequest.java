package io.oome.supervisor;

import java.nio.charset.StandardCharsets;

/** Writes a methodCall. supervisord's methods that we call take strings, integers and booleans, nothing else. */
final class XmlRpcRequest {

    private XmlRpcRequest() {}

    static byte[] encode(String method, Object... params) {
        StringBuilder xml = new StringBuilder(200)
                .append("<?xml version='1.0'?><methodCall><methodName>")
                .append(method)
                .append("</methodName><params>");
        for (Object param : params) {
            xml.append("<param><value>");
            append(param, xml);
            xml.append("</value></param>");
        }
        return xml.append("</params></methodCall>").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(Object param, StringBuilder xml) {
        if (param instanceof Boolean flag) {
            xml.append("<boolean>").append(flag ? 1 : 0).append("</boolean>");
        } else if (param instanceof Integer number) {
            xml.append("<int>").append(number).append("</int>");
        } else {
            xml.append("<string>");
            appendEscaped((String) param, xml);
            xml.append("</string>");
        }
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
