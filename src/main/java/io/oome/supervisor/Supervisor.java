package io.oome.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * supervisord's XML-RPC interface, method for method (http://supervisord.org/api.html). Safe for use by many threads.
 *
 * <p>Every method throws {@link SupervisorFault} where supervisord refuses, {@link SupervisorUnreachable} where no
 * answer can be had. None waits for a process: a process with {@code stopwaitsecs=600} needs no long request.
 */
public final class Supervisor {

    /** supervisord has one thread and answers in milliseconds; longer than this and something is wrong with it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Server server;
    private final Transport transport;

    public Supervisor(Server server) {
        this(server, TIMEOUT);
    }

    Supervisor(Server server, Duration timeout) {
        this(server, server.url().family().open(server, timeout));
    }

    /** The seam for a test: bytes of a request in, bytes of an answer out. */
    Supervisor(Server server, Transport transport) {
        this.server = server;
        this.transport = transport;
    }

    public Server server() {
        return server;
    }

    /** supervisord's own pid, in its own PID namespace. */
    public int getPID() {
        return call(XmlRpcReader::integer, "getPID");
    }

    public List<ProcessInfo> getAllProcessInfo() {
        return call(value -> value.array(ProcessInfo::decode), "getAllProcessInfo");
    }

    public ProcessInfo getProcessInfo(Namespec process) {
        return call(ProcessInfo::decode, "getProcessInfo", process.qualified());
    }

    /**
     * What getProcessInfo says of each, in one request: getAllProcessInfo costs supervisord 0.1 ms a process.
     *
     * @return in the order asked for; nothing for a process that supervisord does not know (any more)
     */
    public Map<Namespec, Optional<ProcessInfo>> getProcessInfos(Collection<Namespec> processes) {
        List<Namespec> names = List.copyOf(new LinkedHashSet<>(processes));
        if (names.isEmpty()) {
            return Map.of();
        }
        List<Map<String, Object>> calls = names.stream()
                .map(it -> Map.of("methodName", "supervisor.getProcessInfo", "params", List.of(it.qualified())))
                .toList();
        return post(value -> inOrder(names, value.array(Supervisor::known)), "system.multicall", calls);
    }

    /** The same of one. */
    public Optional<ProcessInfo> find(Namespec process) {
        return getProcessInfos(List.of(process)).get(process);
    }

    private static Optional<ProcessInfo> known(XmlRpcReader value) throws IOException, MalformedXml {
        try {
            return Optional.of(ProcessInfo.decodeResult(value));
        } catch (SupervisorFault e) {
            if (e.fault() == Fault.BAD_NAME) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static <T> Map<Namespec, T> inOrder(List<Namespec> names, List<T> results) throws MalformedXml {
        if (results.size() != names.size()) {
            throw new MalformedXml("expected " + names.size() + " results, and not " + results.size());
        }
        Map<Namespec, T> byName = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            byName.put(names.get(i), results.get(i));
        }
        return byName;
    }

    /** Programs that {@code reread} has seen and {@code update} not yet are among them. */
    public List<ProcessConfig> getAllConfigInfo() {
        return call(value -> value.array(ProcessConfig::decode), "getAllConfigInfo");
    }

    /** Begins to start a process; it is STARTING, or even RUNNING, when this returns. */
    public void startProcess(Namespec process) {
        call(XmlRpcReader::bool, "startProcess", process.qualified(), false);
    }

    /** Begins to stop a process; it is STOPPING, or even STOPPED, when this returns. */
    public void stopProcess(Namespec process) {
        call(XmlRpcReader::bool, "stopProcess", process.qualified(), false);
    }

    /** Begins to stop all processes, and to end. */
    public void shutdown() {
        call(XmlRpcReader::bool, "shutdown");
    }

    /**
     * Reads from the process' stderr log.
     *
     * @param offset in bytes; negative counts from the end, and then length must be 0
     * @param length in bytes; 0 reads to the end
     */
    public String readProcessStderrLog(Namespec process, int offset, int length) {
        return call(XmlRpcReader::string, "readProcessStderrLog", process.qualified(), offset, length);
    }

    /**
     * Reads from supervisord's own log.
     *
     * @param offset in bytes; negative counts from the end, and then length must be 0
     */
    public String readLog(int offset, int length) {
        return call(XmlRpcReader::string, "readLog", offset, length);
    }

    private <T> T call(XmlRpcReader.Decoder<T> decoder, String method, Object... params) {
        return post(decoder, "supervisor." + method, params);
    }

    private <T> T post(XmlRpcReader.Decoder<T> decoder, String method, Object... params) {
        byte[] request = XmlRpcRequest.encode(method, params);
        try {
            return transport.post(request, body -> XmlRpcReader.read(body, decoder));
        } catch (MalformedXml e) {
            throw SupervisorUnreachable.notXmlRpc(server.url(), e);
        }
    }
}
