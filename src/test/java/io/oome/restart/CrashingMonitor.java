package io.oome.restart;

import io.oome.discovery.RunningSupervisord;
import io.oome.proc.Proc;
import io.oome.scan.Bystanders;
import io.oome.scan.FlagInspector;
import io.oome.scan.FlagSearcher;
import io.oome.scan.Selection;
import io.oome.supervisor.Server;
import io.oome.supervisor.ServerUrl;
import io.oome.supervisor.Supervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A scan with the production classes that is killed with SIGKILL at a step of a restart: {@code CrashingMonitor
 * SERVER_URL STATE_DIR STEP}.
 */
public final class CrashingMonitor {

    private CrashingMonitor() {}

    public static void main(String[] args) throws InterruptedException {
        Restart.Step fatal = Restart.Step.valueOf(args[2]);
        Proc proc = new Proc();
        int self = (int) ProcessHandle.current().pid();
        int uid = proc.status(self).known().orElseThrow().effectiveUid();
        Server server = new Server(ServerUrl.parse(args[0]), "test", () -> Server.Access.OPEN);
        Monitor monitor = Monitor.of(
                new Supervisor(server),
                new MonitorSettings(Selection.ALL, false, 8, RestartLimit.NONE),
                proc,
                new FlagSearcher(Optional.empty(), Map.of(), proc),
                new FlagInspector(uid),
                new Journal(Path.of(args[1]), server.url(), uid),
                new Bystanders(proc, self, Set::of),
                () -> RunningSupervisord.candidates(proc, self).stream()
                        .findFirst()
                        .map(RunningSupervisord::pid),
                report -> {},
                step -> {
                    if (step == fatal) {
                        killMyself(self);
                    }
                });
        monitor.scan();
        monitor.awaitRestarts();
    }

    private static void killMyself(int pid) {
        try {
            new ProcessBuilder("kill", "-9", String.valueOf(pid)).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
