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
 * What /proc says of the supervised processes. What was learned of one while it ran is kept for when it is down, and for a
 * later run that nobody has looked at: it may end within seconds, and its program has not changed.
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

    /** At the beginning of a look: forgets what supervisord no longer has. */
    synchronized void begin(List<ProcessInfo> all) {
        learned.keySet().retainAll(all.stream().map(ProcessInfo::namespec).collect(Collectors.toSet()));
        reader.begin();
    }

    /**
     * A process that lives.
     *
     * @param everybody one pass over /proc, if it is needed
     */
    synchronized FamilyFacts learn(
            ProcessInfo process, ProcessStat stat, Supplier<Map<Integer, ProcessStat>> everybody) {
        Learned before = learned.get(process.namespec());
        boolean sameProgram = before != null && before.head().stat().isSameProgramAs(stat);
        Run run = run(process, stat);
        Known head = sameProgram ? reader.again(before.head(), run) : reader.read(stat, run);
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

    /** What was seen of it last. */
    synchronized Optional<FamilyFacts> last(Namespec process) {
        return Optional.ofNullable(learned.get(process)).map(Learned::facts);
    }
}
