package io.oome.proc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A supervised process and its living descendants, from one pass over /proc. An orphan (a daemon whose starter has
 * ended) is a child of supervisord or of pid 1 by then, and not a descendant.
 */
public record Family(ProcessStat head, List<ProcessStat> descendants) {

    /** Lists parents before their children. */
    public static Family of(ProcessStat head, Map<Integer, ProcessStat> all) {
        boolean isChildless = all.values().stream().noneMatch(it -> it.ppid() == head.pid());
        if (isChildless) {
            // The usual case; the search for JVMs gets here for each supervised process.
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

    /** Removes them from the map: pids reused during the pass could form a cycle of parents. */
    private static void addChildren(int pid, Map<Integer, List<ProcessStat>> children, List<ProcessStat> found) {
        List<ProcessStat> own = children.remove(pid);
        if (own != null) {
            found.addAll(own);
        }
    }
}
