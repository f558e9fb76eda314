package io.oome.command;

import io.oome.journal.Journal;
import io.oome.journal.StateFolder;
import io.oome.proc.Proc;
import io.oome.restart.Monitor;
import io.oome.restart.Survivors;
import io.oome.scan.Exemptions;
import io.oome.scan.FlagInspector;
import io.oome.scan.FlagSearcher;
import io.oome.scan.Scanner;
import io.oome.scan.Verdicts;
import io.oome.supervisor.Supervisor;
import java.util.Optional;

/** What a monitor looks with, and acts with, in these surroundings. */
final class MonitorTools {

    private MonitorTools() {}

    static Monitor.Tools of(Installation installation, Optional<String> oomeFile) {
        Supervisor supervisor = installation.supervisor();
        Proc proc = installation.proc();
        int uid = installation.uid();
        FlagInspector inspector = new FlagInspector(uid);
        FlagSearcher searcher =
                new FlagSearcher(oomeFile, installation.settings().files(), proc);
        Exemptions exemptions = new Exemptions(proc, installation.self(), installation::eventListenerGroups);
        Scanner scanner = new Scanner(
                supervisor,
                proc,
                new Scanner.Flags(searcher, inspector),
                exemptions,
                new Verdicts(proc, installation::conf));
        Journal journal =
                new Journal(new StateFolder(installation.settings().stateDir(), uid), scanner::nameOfSupervisord);
        return new Monitor.Tools(supervisor, scanner, journal, inspector, new Survivors(proc));
    }
}
