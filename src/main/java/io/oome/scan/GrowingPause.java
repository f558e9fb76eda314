package io.oome.scan;

/** What is looked at again at looks 1, 2, 4, 8, 16 and 32, and then at each 17th: it changes soon after a start, if at all. */
final class GrowingPause {

    /** In looks. */
    private static final int LONGEST = 16;

    private int pause;
    private int looksLeft;

    /** Asked once a look. */
    boolean isOver() {
        if (looksLeft-- > 0) {
            return false;
        }
        looksLeft = pause;
        pause = Math.min(LONGEST, 2 * pause + 1);
        return true;
    }

    /** As after the first look. */
    void beginAnew() {
        looksLeft = 0;
        pause = 1;
    }
}
