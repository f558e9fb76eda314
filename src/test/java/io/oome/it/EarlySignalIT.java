package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A container that is stopped as soon as it has started. */
@Tag("thorough")
@Timeout(90)
class EarlySignalIT {

    private static final int MOMENTS = 8;

    /**
     * Quarkus's shutdown hook, set off by a signal before the program installs its own handler, would wait for ever.
     */
    @ParameterizedTest
    @ValueSource(strings = {"--every 1s all", "--listen all"})
    void should_end_at_a_signal_at_any_moment_of_its_start(String arguments) throws Exception {
        try (RealSupervisord supervisord =
                ByHand.watched().program("web", Programs.sleeper()).start()) {
            long begin = System.nanoTime();
            try (Launched whole = ByHand.start(supervisord, arguments.split(" "))) {
                whole.awaitErr("watches all processes of ", ByHand.SOON);
            }
            Duration start = Duration.ofNanos(System.nanoTime() - begin);
            for (int i = 0; i < MOMENTS; i++) {
                try (Launched launched = ByHand.start(supervisord, arguments.split(" "))) {
                    Thread.sleep(start.multipliedBy(i).dividedBy(MOMENTS).toMillis());
                    launched.sigterm();
                    Launcher.Result result = launched.awaitExit(ByHand.SOON);
                    assertThat(result.err()).doesNotContain("rror");
                }
            }
        }
    }
}
