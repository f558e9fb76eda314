package io.oome.proc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A supervised process and its living descendants, as one pass over /proc shows them. Who was orphaned (a daemon whose
 * starter has ended) is a child of supervisord or of pid 1 by then, and nobody's descendant.
 */
public record Family(ProcessStat head, List<ProcessStat> descendants) {

    /** Parents before their children. */
    public static Family of(ProcessStat head, Map<Integer, ProcessStat> all) {
        boolean isChildless = all.values().stream().noneMatch(it -> it.ppid() == head.pid());
        if (isChildless) {
            // As most are: a look that seeks JVMs asks this of each supervised process.
            return new Family(head, List.of());
        }
        Map<Integer, List<ProcessStat>> children =
                all.values().stream().collect(Collectors.groupingBy(ProcessStat::ppid));
        List<ProcessStat> found = new ArrayList<>();
        addChildren(head.pid(), children, found);
        for (int i = 0; i < found.size(); i++) {
            addChildren(found.get(i).pid(), children, found);
        }
        return new Family(head, found.stream().filter(it -> !it.isZombie()).toList());
    }

    /** Taken out of the map: pids that are used again during the pass could make a ring of parents. */
    private static void addChildren(int pid, Map<Integer, List<ProcessStat>> children, List<ProcessStat> found) {
        List<ProcessStat> own = children.remove(pid);
        if (own != null) {
            found.addAll(own);
        }
    }
}
