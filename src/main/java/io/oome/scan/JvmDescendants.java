package io.oome.scan;

import io.oome.proc.Family;
import io.oome.proc.ProcessStat;
import io.oome.proc.Run;
import io.oome.scan.FactsReader.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The JVMs behind one run of a supervised process: behind {@code sh -c}, catalina.sh, {@code runuser}, {@code gosu}, or
 * another JVM. One pass over /proc finds them. It is made again at growing intervals, for a JVM may start late, and when
 * one of them has ended, for another may have taken its place.
 */
final class JvmDescendants {

    /** In looks. */
    private static final int LONGEST_PAUSE = 16;

    private final FactsReader reader;
    private List<Known> known = List.of();
    private int pause;
    private int looksLeft;

    JvmDescendants(FactsReader reader) {
        this.reader = reader;
    }

    /**
     * @param stats those of all JVMs that were found before, by pid
     * @param everybody one pass over /proc
     */
    List<ProcessFacts> look(
            ProcessStat head,
            Function<Integer, Optional<ProcessStat>> stats,
            Function<ProcessStat, Run> runs,
            Supplier<Map<Integer, ProcessStat>> everybody) {
        List<Known> living = new ArrayList<>();
        for (Known jvm : known) {
            stats.apply(jvm.stat().pid())
                    .filter(jvm.stat()::isSameProgramAs)
                    .ifPresent(stat -> living.add(reader.again(jvm, runs.apply(stat))));
        }
        boolean ended = living.size() < known.size();
        known = living;
        if (ended || looksLeft-- <= 0) {
            looksLeft = ended ? 0 : pause;
            pause = Math.min(LONGEST_PAUSE, 2 * looksLeft + 1);
            addNew(Family.of(head, everybody.get()), runs);
        }
        return known.stream().map(Known::facts).toList();
    }

    private void addNew(Family family, Function<ProcessStat, Run> runs) {
        for (ProcessStat stat : family.descendants()) {
            boolean isNew = known.stream().noneMatch(it -> it.stat().isSameProgramAs(stat));
            if (isNew) {
                reader.readJvm(stat, runs.apply(stat)).ifPresent(known::add);
            }
        }
    }
}
