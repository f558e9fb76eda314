package io.oome.exit;

import io.oome.proc.MemoryCgroup;
import java.util.OptionalLong;

/** The OOM kills in the monitor's cgroup since the last call. */
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
            return "unknown (can't read the cgroup's count)";
        }
        long risen = last.getAsLong() - before.getAsLong();
        return risen > 0
                ? risen + " in this cgroup since the last event: the kernel killed for lack of memory"
                : "none in this cgroup since the last event";
    }
}
