package io.oome.it;

import java.time.Duration;
import java.util.regex.Pattern;

/** {@code oome_monitor --listen} without supervisord: each tick follows the previous answer at once. */
final class TickedListener implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(60);

    private static final String EVENT =
            "ver:3.0 server:s serial:1 pool:oome poolserial:1 eventname:TICK_5 len:15\nwhen:1201063880";

    private final Launched launched;
    private int ticks;

    private TickedListener(Launched launched) {
        this.launched = launched;
    }

    /** Waits for its first scan. */
    static TickedListener ready(Launched launched) {
        TickedListener listener = new TickedListener(launched);
        try {
            launched.awaitOut("^READY$", SOON);
            listener.tick();
            return listener;
        } catch (RuntimeException | Error e) {
            launched.close();
            throw e;
        }
    }

    static TickedListener ready(RealSupervisord supervisord, String... arguments) {
        return ready(ByHand.start(supervisord, arguments));
    }

    void tick() {
        tick(SOON);
    }

    /** Sends an event, and waits for its answer, which means that the scan is over. */
    void tick(Duration limit) {
        ticks++;
        launched.write(EVENT);
        Eventually.within(
                limit,
                () -> count(launched.out(), "RESULT 2\nOK") == ticks || !launched.isAlive(),
                () -> "tick " + ticks + " is not answered\n" + launched.err());
        if (!launched.isAlive()) {
            throw new AssertionError("it has ended\n" + launched.awaitExit(limit));
        }
    }

    void ticks(int number) {
        for (int i = 0; i < number; i++) {
            tick();
        }
    }

    /** Ticks until the listener has logged that. */
    void tickUntil(String regex) {
        Eventually.within(
                SOON,
                () -> {
                    tick();
                    return Eventually.happens(Duration.ofMillis(500), () -> says(regex));
                },
                () -> "no match of /" + regex + "/ in\n" + launched.err());
    }

    boolean says(String regex) {
        return Pattern.compile(regex, Pattern.MULTILINE).matcher(launched.err()).find();
    }

    Launched launched() {
        return launched;
    }

    int said(String part) {
        return count(launched.err(), part);
    }

    private static int count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }

    @Override
    public void close() {
        launched.close();
    }
}
