package io.oome.supervisor;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a tick spends on XML: one answer to getAllProcessInfo is read, one request is written. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class XmlRpcBenchmark {

    @State(Scope.Benchmark)
    public static class Answer {

        @Param({"10", "200", "1000"})
        int processes;

        private byte[] response;

        @Setup
        public void build() {
            StringBuilder xml = new StringBuilder(HEAD);
            for (int number = 0; number < processes; number++) {
                xml.append(PROCESS.formatted(number, 9821 + number));
            }
            response = xml.append(TAIL).toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    @Benchmark
    public List<ProcessInfo> decodeAllProcessInfo(Answer answer) throws Exception {
        return XmlRpcReader.read(new ByteArrayInputStream(answer.response), value -> value.array(ProcessInfo::decode));
    }

    @Benchmark
    public byte[] encodeStartProcess() {
        return XmlRpcRequest.encode("supervisor.startProcess", "web:web_0001", false);
    }

    private static final String HEAD =
            """
            <?xml version='1.0'?>
            <methodResponse>
            <params>
            <param>
            <value><array><data>
            """;

    private static final String TAIL =
            """
            </data></array></value>
            </param>
            </params>
            </methodResponse>
            """;

    /** As supervisord 4.2.5 answers: every member, in its order, with its line breaks. */
    private static final String PROCESS =
            """
            <value><struct>
            <member>
            <name>name</name>
            <value><string>web_%1$04d</string></value>
            </member>
            <member>
            <name>group</name>
            <value><string>web</string></value>
            </member>
            <member>
            <name>start</name>
            <value><int>1795229104</int></value>
            </member>
            <member>
            <name>stop</name>
            <value><int>0</int></value>
            </member>
            <member>
            <name>now</name>
            <value><int>1795229107</int></value>
            </member>
            <member>
            <name>state</name>
            <value><int>20</int></value>
            </member>
            <member>
            <name>statename</name>
            <value><string>RUNNING</string></value>
            </member>
            <member>
            <name>spawnerr</name>
            <value><string></string></value>
            </member>
            <member>
            <name>exitstatus</name>
            <value><int>0</int></value>
            </member>
            <member>
            <name>logfile</name>
            <value><string>/tmp/web_%1$04d-stdout---supervisor-teb6ol1x.log</string></value>
            </member>
            <member>
            <name>stdout_logfile</name>
            <value><string>/tmp/web_%1$04d-stdout---supervisor-teb6ol1x.log</string></value>
            </member>
            <member>
            <name>stderr_logfile</name>
            <value><string>/tmp/web_%1$04d-stderr---supervisor-f5e84cdj.log</string></value>
            </member>
            <member>
            <name>pid</name>
            <value><int>%2$d</int></value>
            </member>
            <member>
            <name>description</name>
            <value><string>pid %2$d, uptime 0:00:03</string></value>
            </member>
            </struct></value>
            """;
}
