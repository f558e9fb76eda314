package io.oome.exit;

import io.oome.proc.MemoryCgroup;
import io.oome.proc.Proc;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Recent OOM kills in the monitor's memory cgroup. A count that rose beside a restart or an exit coincides with it, no more. */
public final class OomKillCount {

    private final MemoryCgroup cgroup;
    private final Predicate<Integer> sharing;
    private final Supplier<Instant> clock;
    private boolean shared;
    private Optional<Sample> before;
    private Optional<Sample> last;

    private record Sample(Instant when, long kills) {}

    public OomKillCount(Proc proc, int self) {
        this(MemoryCgroup.of(proc, self), pid -> haveSameCgroups(proc, self, pid), Instant::now);
    }

    /**
     * @param sharing whether a pid is in our cgroups
     */
    OomKillCount(MemoryCgroup cgroup, Predicate<Integer> sharing, Supplier<Instant> clock) {
        this.cgroup = cgroup;
        this.sharing = sharing;
        this.clock = clock;
        this.before = sample();
        this.last = before;
    }

    private static boolean haveSameCgroups(Proc proc, int self, int pid) {
        Optional<String> own = proc.text(self, "cgroup").known();
        return own.isPresent() && own.equals(proc.text(pid, "cgroup").known());
    }

    /**
     * Begins a new period at each tick.
     *
     * @param pid of some supervised process, if any is visible: a sidecar's own cgroup is not theirs
     */
    public synchronized void look(Optional<Integer> pid) {
        before = last;
        last = sample();
        pid.ifPresent(it -> shared = sharing.test(it));
    }

    /** OOM kills since the previous tick; empty if there were none, or the count is unreadable. */
    public synchronized Optional<String> ofLate() {
        return shared
                ? before.flatMap(
                        from -> sample().filter(to -> to.kills > from.kills).map(to -> text(from, to)))
                : Optional.empty();
    }

    /** All OOM kills of the cgroup; empty if unreadable. */
    public synchronized OptionalLong total() {
        return shared ? cgroup.oomKills() : OptionalLong.empty();
    }

    synchronized String sinceLastEvent() {
        Optional<Sample> from = last;
        last = sample();
        if (from.isEmpty() || last.isEmpty()) {
            return "unknown (can't read the cgroup's count)";
        }
        return text(from.get(), last.get());
    }

    private static String text(Sample from, Sample to) {
        long kills = to.kills - from.kills;
        String many = kills == 1 ? "1 OOM kill" : Math.max(0, kills) + " OOM kills";
        return "the memory cgroup counted " + many + " since " + from.when.truncatedTo(ChronoUnit.SECONDS);
    }

    private Optional<Sample> sample() {
        OptionalLong kills = cgroup.oomKills();
        return kills.isPresent() ? Optional.of(new Sample(clock.get(), kills.getAsLong())) : Optional.empty();
    }
}
