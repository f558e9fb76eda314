package io.oome.scan;

import io.oome.jvm.Effect;
import io.oome.jvm.JvmOptions;

/**
 * What matters of a JVM for an OutOfMemoryError.
 *
 * @param pid in its own PID namespace: {@code %p}
 * @param effect of its OnOutOfMemoryError
 */
public record Jvm(int pid, JvmOptions options, Effect effect) {}
