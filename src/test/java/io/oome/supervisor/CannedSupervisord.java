package io.oome.supervisor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers a scan's requests in place of a Transport. Can't start or stop anything. */
public final class CannedSupervisord {

    private final Map<String, ProcessInfo> processes = new HashMap<>();
    private final List<String> configs = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private int pid = 1;

    public void has(ProcessInfo process) {
        processes.put(process.namespec().qualified(), process);
    }

    public void hasNoLonger(Namespec process) {
        processes.remove(process.qualified());
    }

    public void hasPid(int other) {
        pid = other;
    }

    /** Adds a process to getAllConfigInfo's answer. */
    public void configures(Namespec process, String directory, int uid) {
        configures(process, directory, uid, "cat");
    }

    public void configures(Namespec process, String directory, int uid, String command) {
        configs.add("<value><struct>" + member("group", string(process.group()))
                + member("name", string(process.name())) + member("directory", string(directory))
                + member("command", string(command)) + member("uid", number(uid)) + "</struct></value>");
    }

    /** The names of the called methods, in order. */
    public List<String> asked() {
        return asked;
    }

    public Supervisor supervisor(String url) {
        Server server = new Server(ServerUrl.parse(url), "test", () -> Server.Access.OPEN);
        return new Supervisor(server, new Transport() {
            @Override
            public <T> T post(byte[] request, Answer<T> reader) throws MalformedXml {
                String xml = "<methodResponse><params><param>" + answer(new String(request, StandardCharsets.UTF_8))
                        + "</param></params></methodResponse>";
                try {
                    return reader.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
    }

    private String answer(String request) {
        String method = request.substring(request.indexOf("<methodName>") + 12, request.indexOf("</methodName>"));
        asked.add(method);
        return switch (method) {
            case "supervisor.getPID" -> "<value>" + number(pid) + "</value>";
            case "supervisor.getAllConfigInfo" -> "<value>" + array(String.join("", configs)) + "</value>";
            case "system.multicall" -> "<value>" + array(info(request)) + "</value>";
            default -> throw new AssertionError(request);
        };
    }

    /** The result for the requested process. */
    private String info(String request) {
        return processes.values().stream()
                .filter(it -> request.contains("<string>" + it.namespec().qualified() + "</string>"))
                .findFirst()
                .map(it -> "<value>" + info(it) + "</value>")
                .orElse("<value><struct>" + member("faultCode", number(10)) + member("faultString", string("BAD_NAME"))
                        + "</struct></value>");
    }

    private static String info(ProcessInfo process) {
        return "<struct>" + member("group", string(process.namespec().group()))
                + member("name", string(process.namespec().name()))
                + member("state", number(process.pid() > 0 ? 20 : 100))
                + member("pid", number(process.pid()))
                + member("start", number((int) process.start().getEpochSecond())) + "</struct>";
    }

    private static String array(String values) {
        return "<array><data>" + values + "</data></array>";
    }

    private static String member(String name, String value) {
        return "<member><name>" + name + "</name><value>" + value + "</value></member>";
    }

    private static String string(String text) {
        return "<string>" + text + "</string>";
    }

    private static String number(int number) {
        return "<int>" + number + "</int>";
    }
}
