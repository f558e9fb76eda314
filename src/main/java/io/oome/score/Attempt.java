package io.oome.score;

/** What became of setting one process' oom_score_adj. {@code old} is the value that was found. */
public sealed interface Attempt {

    /** Written, and read back. */
    record Written(int old) implements Attempt {}

    /** It had the wanted value. */
    record Already(int old) implements Attempt {}

    /** {@code --dry}. */
    record WouldWrite(int old) implements Attempt {}

    /** The process has ended, or its pid belongs to another one: nothing was written there. */
    record Gone() implements Attempt {}

    /** EACCES at the write: the value is below the kernel's oom_score_adj_min for this process. */
    record BelowFloor(int old) implements Attempt {}

    /** EACCES or EPERM at the opening: another user's process, and we are not root. */
    record NotPermitted() implements Attempt {}

    /** EROFS: /proc, or this part of it, is mounted read-only. */
    record ReadOnly() implements Attempt {}

    /** The write succeeded, and the value is another all the same. */
    record Overruled(int old, int now) implements Attempt {}

    record Failed(String reason) implements Attempt {}

    /** The process lives, and does not have what it should. */
    default boolean isRefusal() {
        return this instanceof BelowFloor
                || this instanceof NotPermitted
                || this instanceof ReadOnly
                || this instanceof Overruled
                || this instanceof Failed;
    }
}
