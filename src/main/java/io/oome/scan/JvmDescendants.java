package io.oome.scan;

import io.oome.proc.Family;
import io.oome.proc.ProcessStat;
import io.oome.proc.Run;
import io.oome.scan.FactsReader.Known;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The JVMs behind one run of a supervised process: behind {@code sh -c}, catalina.sh, {@code runuser}, {@code gosu}, or
 * another JVM. One pass over /proc finds them. It is repeated at growing intervals, since a JVM can start late, and
 * when one has ended, since another can have replaced it.
 */
final class JvmDescendants {

    /** Most ended JVMs to remember: a wrapper can run short-lived ones for ever. */
    private static final int MOST_GONE = 8;

    private final FactsReader reader;
    private final GrowingPause pause = new GrowingPause();
    private final Deque<Known> gone = new ArrayDeque<>();
    private List<Known> known = List.of();

    JvmDescendants(FactsReader reader) {
        this.reader = reader;
    }

    /**
     * @param stats the current stat by pid; called for each known JVM
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
                    .ifPresentOrElse(
                            stat -> living.add(reader.reread(jvm, runs.apply(stat))), () -> gone.addFirst(jvm));
        }
        boolean ended = living.size() < known.size();
        known = living;
        boolean isDue = pause.isOver();
        if (ended || isDue) {
            addNew(Family.of(head, everybody.get()), runs);
        }
        if (ended) {
            pause.restart();
        }
        while (gone.size() > MOST_GONE) {
            gone.removeLast();
        }
        return known.stream().map(Known::facts).toList();
    }

    /**
     * The JVMs that have ended in this run of the process, the latest first. A JVM started later with the same command
     * line replaces the one that ended.
     */
    List<ProcessFacts> gone() {
        return gone.stream().map(Known::facts).toList();
    }

    private void addNew(Family family, Function<ProcessStat, Run> runs) {
        for (ProcessStat stat : family.descendants()) {
            boolean isNew = known.stream().noneMatch(it -> it.stat().isSameProgramAs(stat));
            if (isNew) {
                reader.readJvm(stat, runs.apply(stat)).ifPresent(this::add);
            }
        }
    }

    private void add(Known jvm) {
        known.add(jvm);
        gone.removeIf(it -> it.command() == jvm.command());
    }
}
