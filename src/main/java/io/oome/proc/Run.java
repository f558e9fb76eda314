package io.oome.proc;

import java.time.Instant;

/**
 * One run of a process. Pids are reused: only the start time makes a run unique.
 *
 * @param startTicks clock ticks since boot
 * @param start the same on the clock, accurate to about 20 ms
 */
public record Run(int pid, long startTicks, Instant start) {}
