package io.oome.scan;

import io.oome.proc.Proc;
import io.oome.proc.ProcessStat;
import io.oome.proc.Run;
import io.oome.scan.FactsReader.Known;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What /proc says of the supervised processes. What was read of a process while it ran is kept for when it is down, and
 * for a later run that no scan has seen: that run can end within seconds, and its program is the same.
 */
final class KnownProcesses {

    private final Proc proc;
    private final FactsReader reader;
    private final Map<Namespec, Learned> learned = new HashMap<>();

    private record Learned(Known head, JvmDescendants descendants, FamilyFacts facts) {}

    KnownProcesses(Proc proc, FactsReader reader) {
        this.proc = proc;
        this.reader = reader;
    }

    /** Call when a scan begins: forgets processes that supervisord no longer has. */
    synchronized void begin(List<ProcessInfo> all) {
        learned.keySet().retainAll(all.stream().map(ProcessInfo::namespec).collect(Collectors.toSet()));
        reader.begin();
    }

    /**
     * Reads a living process.
     *
     * @param everybody one pass over /proc, if needed
     */
    synchronized FamilyFacts learn(
            ProcessInfo process, ProcessStat stat, Supplier<Map<Integer, ProcessStat>> everybody) {
        Learned before = learned.get(process.namespec());
        boolean sameProgram = before != null && before.head().stat().isSameProgramAs(stat);
        Run run = run(process, stat);
        Known head = sameProgram ? reader.reread(before.head(), run) : reader.read(stat, run);
        JvmDescendants descendants = sameProgram ? before.descendants() : new JvmDescendants(reader);
        List<ProcessFacts> jvms =
                descendants.look(stat, pid -> proc.stat(pid).known(), it -> run(process, it), everybody);
        FamilyFacts facts = new FamilyFacts(head.facts(), jvms, descendants.gone());
        learned.put(process.namespec(), new Learned(head, descendants, facts));
        return facts;
    }

    Run run(ProcessInfo process, ProcessStat stat) {
        return reader.run(process, stat);
    }

    /** What was last read of the process. */
    synchronized Optional<FamilyFacts> last(Namespec process) {
        return Optional.ofNullable(learned.get(process)).map(Learned::facts);
    }
}
