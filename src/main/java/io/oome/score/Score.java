package io.oome.score;

/** A value of oom_score_adj, −1000 to 1000 (proc(5)); the kernel answers any other with EINVAL. */
public record Score(int value) {

    private static final int LOWEST = -1000;
    private static final int HIGHEST = 1000;

    /** The OOM killer never picks a process with this score. */
    public static final Score NEVER = new Score(LOWEST);

    public Score {
        if (value < LOWEST || value > HIGHEST) {
            throw notAScore(String.valueOf(value));
        }
    }

    /**
     * @throws IllegalArgumentException if the text is not a score
     */
    public static Score parse(String text) {
        int value;
        try {
            value = Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw notAScore(text);
        }
        return new Score(value);
    }

    private static IllegalArgumentException notAScore(String text) {
        return new IllegalArgumentException("\"" + text + "\" is not a whole number from " + LOWEST + " to " + HIGHEST);
    }

    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
