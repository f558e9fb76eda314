package io.oome.restart;

import io.oome.scan.Selection;

/**
 * What an operator wants of a monitor.
 *
 * @param dry only say what would be done
 * @param parallel how many processes may be STARTING at once
 */
public record Policy(Selection selection, boolean dry, int parallel, Budget budget) {}
