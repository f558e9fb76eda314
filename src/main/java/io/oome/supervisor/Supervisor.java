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
 * supervisord's XML-RPC interface, method for method (http://supervisord.org/api.html). Thread-safe.
 *
 * <p>Every method throws {@link SupervisorFault} if supervisord refuses the call, {@link SupervisorUnreachable} if it
 * gets no answer. None waits for a process: even {@code stopwaitsecs=600} needs no long request.
 */
public final class Supervisor {

    /** supervisord has one thread and answers in milliseconds; if it takes longer than this, something is wrong. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Server server;
    private final Transport transport;

    public Supervisor(Server server) {
        this(server, TIMEOUT);
    }

    Supervisor(Server server, Duration timeout) {
        this(server, server.url().family().open(server, timeout));
    }

    /** For tests: request bytes in, answer bytes out. */
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
     * getProcessInfo for each process, in one request: getAllProcessInfo costs supervisord 0.1 ms a process.
     *
     * @return in the given order; empty for a process that supervisord does not know (any more)
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

    /** getProcessInfo for one process; empty if supervisord does not know it. */
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
            throw new MalformedXml("expected " + names.size() + " results, got " + results.size());
        }
        Map<Namespec, T> byName = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            byName.put(names.get(i), results.get(i));
        }
        return byName;
    }

    /** Includes programs that {@code reread} has added but {@code update} has not yet. */
    public List<ProcessConfig> getAllConfigInfo() {
        return call(value -> value.array(ProcessConfig::decode), "getAllConfigInfo");
    }

    /** Begins to start a process: it is STARTING, or already RUNNING, when this returns. */
    public void startProcess(Namespec process) {
        call(XmlRpcReader::bool, "startProcess", process.qualified(), false);
    }

    /** Begins to stop a process: it is STOPPING, or already STOPPED, when this returns. */
    public void stopProcess(Namespec process) {
        call(XmlRpcReader::bool, "stopProcess", process.qualified(), false);
    }

    /** Begins to stop all processes and to shut supervisord down. */
    public void shutdown() {
        call(XmlRpcReader::bool, "shutdown");
    }

    /**
     * Reads from the process's stderr log.
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
