package io.oome.score;

import io.oome.proc.Proc;
import io.oome.proc.ProcessStatus;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The kernel's oom_score_adj_min: below it only CAP_SYS_RESOURCE can set a score (fs/proc/base.c, __set_oom_adj). It is
 * what a holder of that capability (the container's runtime, mostly) has set last, it is inherited by fork, and shown
 * nowhere. Nobody's value is below his own floor: the values of the process, of its parent supervisord, and ours bound
 * it from above. Nothing is tried out.
 *
 * @param bound the lowest of the values that could be read
 * @param capable whether we have CAP_SYS_RESOURCE
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

    /** For a dry run, which can't know what the kernel would say. */
    boolean maybeForbids(Score wanted) {
        return !capable && bound.isPresent() && wanted.value() < bound.getAsInt();
    }

    String forecast(Score wanted) {
        return "the kernel may refuse " + wanted + ": " + this + ", and this program does not have CAP_SYS_RESOURCE";
    }

    String refusal(Score wanted) {
        boolean isBelow = bound.isEmpty() || wanted.value() < bound.getAsInt();
        return isBelow
                ? wanted + " refused (EACCES): " + this + ", and only CAP_SYS_RESOURCE goes below it"
                : wanted + " refused (EACCES), though " + this + ": does a seccomp or LSM rule forbid it?";
    }

    String remedy() {
        return capable
                ? "This program has CAP_SYS_RESOURCE, but only in a user namespace (rootless container, userns-remap),"
                        + " where the kernel does not accept it for this: lower scores need a rootful container."
                : "To go below the floor grant CAP_SYS_RESOURCE: docker run --cap-add SYS_RESOURCE, or in Kubernetes"
                        + " securityContext.capabilities.add: [\"SYS_RESOURCE\"]. (A rootless container can never.)";
    }

    @Override
    public String toString() {
        return bound.isPresent()
                ? "the floor is at most " + bound.getAsInt() + " (the lowest of what the process, supervisord and this"
                        + " program have)"
                : "it is below the floor";
    }
}
