package io.oome.journal;

import io.oome.scan.FlagId;
import java.time.Instant;

/**
 * A restart that has ended.
 *
 * @param flag the one that it stood for
 * @param pid of the run that was stopped; 0 if the process was down
 * @param newPid 0 if none is known
 * @param result in one word: restarted, exited, superseded …
 * @param counts whether it was started by us: what {@code --max-restarts} counts
 */
public record Past(Instant when, FlagId flag, int pid, int newPid, String result, boolean counts) {}
