package io.oome.exit;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.notify.Message;
import io.oome.proc.Proc;
import io.oome.supervisor.Server;
import io.oome.supervisor.ServerUrl;
import io.oome.supervisor.Supervisor;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ExitReporterTest {

    @TempDir
    Path folder;

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private ServerSocketChannel hung;
    private ExitReporter reporter;

    /** A server that accepts connections and never answers. */
    @BeforeEach
    void hang() throws Exception {
        Path socket = folder.resolve("sock");
        hung = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket), 50);
        reporter = new ExitReporter(
                new Supervisor(new Server(ServerUrl.parse("unix://" + socket), "this test", () -> Server.Access.OPEN)),
                new Proc(),
                (int) ProcessHandle.current().pid(),
                process -> true,
                messages::add);
        reporter.start();
    }

    @AfterEach
    void close() throws Exception {
        hung.close();
    }

    @Test
    void should_tell_at_the_end_of_every_exit_that_nobody_could_be_asked_about_of_fault_20() {
        reporter.report(exit(71));
        reporter.report(exit(72));
        assertThat(messages).isEmpty();
        reporter.close();
        assertThat(messages)
                .extracting(Message::subject)
                .containsExactly(
                        "web (pid 71) exited unexpectedly: unknown (no answer from supervisord)",
                        "web (pid 72) exited unexpectedly: unknown (no answer from supervisord)");
    }

    @Test
    void should_let_no_more_than_100_wait_and_lose_none_of_fault_20() {
        for (int pid = 1; pid <= 105; pid++) {
            reporter.report(exit(pid));
        }
        assertThat(messages).hasSize(5).first().satisfies(it -> assertThat(it.body())
                .contains("100 exits were already waiting"));
        reporter.close();
        assertThat(messages).hasSize(105);
    }

    @Test
    void should_know_without_supervisord_how_long_a_process_ran() {
        int self = (int) ProcessHandle.current().pid();
        reporter.learn(exit(self));
        reporter.report(exit(self));
        reporter.close();
        assertThat(messages.remove().body())
                .containsPattern("ran for: .*\\d+ s")
                .contains("time:  ");
    }

    @Test
    void should_ignore_expected_exits_and_survive_an_event_without_tokens() {
        reporter.report(Map.of("processname", "web", "groupname", "web", "expected", "1", "pid", "7"));
        reporter.report(Map.of());
        reporter.report(Map.of("expected", "0"));
        reporter.learn(Map.of());
        reporter.close();
        assertThat(messages).hasSize(1).first().satisfies(it -> assertThat(it.subject())
                .contains("(pid 0)"));
    }

    private static Map<String, String> exit(int pid) {
        return Map.of(
                "processname", "web", "groupname", "web", "from_state", "RUNNING", "expected", "0", "pid", "" + pid);
    }
}
