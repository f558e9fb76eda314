package io.oome.scan;

import io.oome.jvm.Effect;
import io.oome.jvm.JvmOptions;

/**
 * A JVM, as far as an OutOfMemoryError is concerned.
 *
 * @param pid in its own PID namespace: {@code %p}
 * @param effect of its OnOutOfMemoryError
 */
public record Jvm(int pid, JvmOptions options, Effect effect) {}
