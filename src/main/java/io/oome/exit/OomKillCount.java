package io.oome.exit;

import io.oome.proc.MemoryCgroup;
import java.util.OptionalLong;

/** Whether the kernel's OOM killer was at work in our cgroup since it was asked for the last time. */
final class OomKillCount {

    private final MemoryCgroup cgroup;
    private OptionalLong last;

    OomKillCount(MemoryCgroup cgroup) {
        this.cgroup = cgroup;
        this.last = cgroup.oomKills();
    }

    String sinceLastEvent() {
        OptionalLong before = last;
        last = cgroup.oomKills();
        if (before.isEmpty() || last.isEmpty()) {
            return "not known (the cgroup's count can't be read)";
        }
        long risen = last.getAsLong() - before.getAsLong();
        return risen > 0
                ? risen + " in this cgroup since the last event: the kernel has killed for lack of memory"
                : "none in this cgroup since the last event";
    }
}
