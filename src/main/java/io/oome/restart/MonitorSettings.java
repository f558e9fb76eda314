package io.oome.restart;

import io.oome.scan.Selection;

/**
 * @param dry only say what would be done
 * @param parallel how many restarts may be under way at once
 */
public record MonitorSettings(Selection selection, boolean dry, int parallel, RestartLimit limit) {}
