package io.oome.scan;

/**
 * Schedules repeated reads at scans 1, 2, 4, 8, 16 and 32, then at every 17th: what changes does so soon after a start,
 * if at all.
 */
final class GrowingPause {

    /** In scans. */
    private static final int LONGEST = 16;

    private int pause;
    private int looksLeft;

    /** Call once a scan. */
    boolean isOver() {
        if (looksLeft-- > 0) {
            return false;
        }
        looksLeft = pause;
        pause = Math.min(LONGEST, 2 * pause + 1);
        return true;
    }

    /** Restarts the schedule, as after its first scan. */
    void restart() {
        looksLeft = 0;
        pause = 1;
    }
}
