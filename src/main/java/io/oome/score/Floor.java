package io.oome.score;

import io.oome.proc.Proc;
import io.oome.proc.ProcessStatus;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The kernel's oom_score_adj_min: only CAP_SYS_RESOURCE can set a score below it (fs/proc/base.c, __set_oom_adj). It is
 * the score that a holder of that capability, mostly the container runtime, set last; fork inherits it, and nothing
 * shows it. No process's score is below its own floor: so the scores of the process, of supervisord and of this program
 * are upper bounds of it. Nothing is written to find out.
 *
 * @param bound the lowest score that could be read
 * @param capable whether this program has CAP_SYS_RESOURCE
 */
record Floor(OptionalInt bound, boolean capable) {

    static Floor read(Proc proc, int self, int supervisord, int process) {
        OptionalInt bound = IntStream.of(process, supervisord, self)
                .flatMap(pid -> proc.oomScoreAdj(pid).known().stream().mapToInt(Integer::intValue))
                .min();
        return new Floor(
                bound,
                proc.status(self).known().map(ProcessStatus::hasCapSysResource).orElse(false));
    }

    /** For a dry run, which can't know what the kernel would answer. */
    boolean maybeForbids(Score wanted) {
        return !capable && bound.isPresent() && wanted.value() < bound.getAsInt();
    }

    String forecast(Score wanted) {
        return "the kernel may refuse " + wanted + ": " + this + ", and this program lacks CAP_SYS_RESOURCE";
    }

    String refusal(Score wanted) {
        boolean isBelow = bound.isEmpty() || wanted.value() < bound.getAsInt();
        return isBelow
                ? wanted + " refused (EACCES): " + this + "; only CAP_SYS_RESOURCE goes below it"
                : wanted + " refused (EACCES), though " + this + ": does a seccomp or LSM rule forbid it?";
    }

    String remedy() {
        return capable
                ? "This program has CAP_SYS_RESOURCE, but only in a user namespace (rootless container, userns-remap),"
                        + " where the kernel does not honour it for this: a lower score needs a rootful container."
                : "To go below the floor grant CAP_SYS_RESOURCE: docker run --cap-add SYS_RESOURCE, or in Kubernetes"
                        + " securityContext.capabilities.add: [\"SYS_RESOURCE\"]. (No rootless container can.)";
    }

    @Override
    public String toString() {
        return bound.isPresent()
                ? "the floor is at most " + bound.getAsInt() + " (the lowest score of the process, supervisord and"
                        + " this program)"
                : "it is below the floor";
    }
}
