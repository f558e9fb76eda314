package io.oome.supervisor;

import java.time.Duration;
import java.util.List;
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
        this.server = server;
        this.transport = server.url().family().open(server, timeout);
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

    public java.util.Map<Namespec, Optional<ProcessInfo>> getProcessInfos(java.util.Collection<Namespec> processes) {
        java.util.Map<Namespec, Optional<ProcessInfo>> infos = new java.util.HashMap<>();
        processes.forEach(it -> infos.put(it, find(it)));
        return infos;
    }

    /** The same of a process that may have been removed. */
    public Optional<ProcessInfo> find(Namespec process) {
        try {
            return Optional.of(getProcessInfo(process));
        } catch (SupervisorFault e) {
            if (e.fault() == Fault.BAD_NAME) {
                return Optional.empty();
            }
            throw e;
        }
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
        byte[] request = XmlRpcRequest.encode("supervisor." + method, params);
        try {
            return transport.post(request, body -> XmlRpcReader.read(body, decoder));
        } catch (MalformedXml e) {
            throw SupervisorUnreachable.notXmlRpc(server.url(), e);
        }
    }
}
