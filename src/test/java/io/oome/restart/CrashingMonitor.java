package io.oome.restart;

import io.oome.journal.Journal;
import io.oome.journal.StateFolder;
import io.oome.proc.Proc;
import io.oome.proc.ProcessStatus;
import io.oome.restart.Monitor.Policy;
import io.oome.scan.Exemptions;
import io.oome.scan.FlagInspector;
import io.oome.scan.FlagSearcher;
import io.oome.scan.Scanner;
import io.oome.scan.Selection;
import io.oome.scan.Verdicts;
import io.oome.supervisor.Server;
import io.oome.supervisor.ServerUrl;
import io.oome.supervisor.Supervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Scans with the production classes, and kills itself with SIGKILL at a point of a restart: {@code CrashingMonitor
 * SERVER_URL STATE_DIR POINT}.
 */
public final class CrashingMonitor {

    private CrashingMonitor() {}

    public static void main(String[] args) throws InterruptedException {
        Pace.Point fatal = Pace.Point.valueOf(args[2]);
        Proc proc = new Proc();
        int self = (int) ProcessHandle.current().pid();
        int uid = proc.status(self).known().map(ProcessStatus::effectiveUid).orElseThrow();
        Supervisor supervisor = new Supervisor(new Server(ServerUrl.parse(args[0]), "test", () -> Server.Access.OPEN));
        FlagInspector flags = new FlagInspector(uid);
        Scanner scanner = new Scanner(
                supervisor,
                proc,
                new Scanner.Flags(new FlagSearcher(Optional.empty(), Map.of(), proc), flags),
                new Exemptions(proc, self, Set::of),
                new Verdicts(proc, Optional::empty));
        Journal journal = new Journal(new StateFolder(Optional.of(Path.of(args[1])), uid), scanner::nameOfSupervisord);
        Monitor monitor = new Monitor(
                new Monitor.Tools(supervisor, scanner, journal, flags, new Survivors(proc)),
                new Policy(Selection.ALL, false, 8, Budget.UNLIMITED, MaxRestartsAction.NONE),
                report -> {},
                Optional.empty(),
                new Pace() {
                    @Override
                    void checkpoint(Point point) {
                        if (point == fatal) {
                            killMyself(self);
                        }
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
