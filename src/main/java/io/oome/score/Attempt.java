package io.oome.score;

/** The result of setting one process's oom_score_adj. {@code old} is the value before. */
public sealed interface Attempt {

    /** Written, and read back. */
    record Written(int old) implements Attempt {}

    /** The process already had the wanted value. */
    record Already(int old) implements Attempt {}

    /** With {@code --dry}. */
    record WouldWrite(int old) implements Attempt {}

    /** The process has ended, or its pid belongs to another process: nothing was written. */
    record Gone() implements Attempt {}

    /** EACCES on write: the value is below the kernel's oom_score_adj_min for this process. */
    record BelowFloor(int old) implements Attempt {}

    /** EACCES or EPERM on open: the process belongs to another user, and this program is not root. */
    record NotPermitted() implements Attempt {}

    /** EROFS: /proc, or this part of it, is mounted read-only. */
    record ReadOnly() implements Attempt {}

    /** The write succeeded, but a different value was read back. */
    record Overruled(int old, int now) implements Attempt {}

    record Failed(String reason) implements Attempt {}

    /** The process is alive, but does not have the wanted score. */
    default boolean isRefusal() {
        return this instanceof BelowFloor
                || this instanceof NotPermitted
                || this instanceof ReadOnly
                || this instanceof Overruled
                || this instanceof Failed;
    }
}
