package io.oome.score;

import io.oome.notify.Labelled;
import io.oome.notify.Metrics;
import io.oome.supervisor.Namespec;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The metrics of scores and exits. */
public final class ScoreMetrics {

    private final Labelled set;
    private final Labelled refused;
    private final Labelled exits;

    /**
     * @param oomKills the memory cgroup's count, where it can be read
     */
    public ScoreMetrics(Metrics metrics, Supplier<OptionalLong> oomKills) {
        set = metrics.counter("oom_score_adj_scores_set_total", "Scores written to a process and its descendants.");
        refused = metrics.counter(
                "oom_score_adj_scores_refused_total", "Scores refused, to a process or to a descendant of it.");
        exits = metrics.counter(
                "oom_score_adj_exits_total",
                "PROCESS_STATE_EXITED events, by whether supervisord expected it.",
                "expected");
        metrics.counter(
                "oom_score_adj_cgroup_oom_kills_total",
                "OOM kills that the kernel has counted in the memory cgroup.",
                oomKills);
    }

    /** With --dry nothing is written, and nothing counts. */
    public void scored(ScoreReport report) {
        Namespec process = report.namespec();
        if (report.isRefusal()) {
            refused.increase(process.name(), process.group());
        } else if (report.own() instanceof Attempt.Written) {
            set.increase(process.name(), process.group());
        }
    }

    public void exited(Namespec process, boolean expected) {
        exits.increase(process.name(), process.group(), String.valueOf(expected));
    }
}
