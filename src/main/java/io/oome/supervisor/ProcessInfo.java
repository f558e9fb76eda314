package io.oome.supervisor;

import java.io.IOException;
import java.time.Instant;

/**
 * What getProcessInfo reports of a process.
 *
 * @param pid 0 if the process is down
 * @param start the start of its last run, truncated to the second; the epoch if it never ran
 * @param stop the end of the last run that has ended, truncated to the second; the epoch if none has
 * @param exitstatus of its last run; −1 for any signal
 * @param spawnerr why it could not be spawned; empty if it could
 */
public record ProcessInfo(
        Namespec namespec, ProcessState state, int pid, Instant start, Instant stop, int exitstatus, String spawnerr) {

    static ProcessInfo decode(XmlRpcReader value) throws IOException, MalformedXml {
        Fields fields = new Fields();
        value.struct(fields::read);
        return fields.toProcessInfo();
    }

    /** Decodes one result of a system.multicall. */
    static ProcessInfo decodeResult(XmlRpcReader value) throws IOException, MalformedXml {
        Fields fields = new Fields();
        value.structOrFault(fields::read);
        return fields.toProcessInfo();
    }

    /** Collects the members to keep while the struct is read; skips the others without building them. */
    private static final class Fields {
        private String group = "";
        private String name = "";
        private int state = 1000;
        private int pid;
        private int start;
        private int stop;
        private int exitstatus;
        private String spawnerr = "";

        void read(String member, XmlRpcReader value) throws IOException, MalformedXml {
            switch (member) {
                case "group" -> group = value.string();
                case "name" -> name = value.string();
                case "state" -> state = value.integer();
                case "pid" -> pid = value.integer();
                case "start" -> start = value.integer();
                case "stop" -> stop = value.integer();
                case "exitstatus" -> exitstatus = value.integer();
                case "spawnerr" -> spawnerr = value.string();
                default -> value.skip();
            }
        }

        ProcessInfo toProcessInfo() {
            return new ProcessInfo(
                    new Namespec(group, name),
                    ProcessState.of(state),
                    pid,
                    Instant.ofEpochSecond(start),
                    Instant.ofEpochSecond(stop),
                    exitstatus,
                    spawnerr);
        }
    }
}
