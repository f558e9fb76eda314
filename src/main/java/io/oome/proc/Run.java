package io.oome.proc;

import java.time.Instant;

/**
 * One run of a process. Pids are used again, so that only the start time makes one unique.
 *
 * @param startTicks clock ticks since the boot
 * @param start the same on the clock, to about 20 ms
 */
public record Run(int pid, long startTicks, Instant start) {}
