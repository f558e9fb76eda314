package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An upper bound of a listener's memory, to catch a change that doubles it. */
@Timeout(120)
class FootprintIT {

    private static final Duration TICKS = Duration.ofSeconds(30);
    private static final int NATIVE_KB = 30 * 1024;
    private static final int JVM_KB = 110 * 1024;

    @Test
    void should_be_small_after_a_restart() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        config.program("web", Programs.sleeper(), "environment=OOME_FILE=\"" + flag + "\"")
                .eventlistener("oome", Programs.installed("oome_monitor", "all"), "events=TICK_5");
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitState("web", "RUNNING", TICKS);
            supervisord.awaitState("oome", "RUNNING", TICKS);
            long web = supervisord.pid("web");
            Files.createFile(flag);
            supervisord.awaitNewPid("web", web, TICKS);

            assertThat(residentKb(supervisord.pid("oome"))).isLessThan(Launcher.isNative() ? NATIVE_KB : JVM_KB);
        }
    }

    private static int residentKb(long pid) throws Exception {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToInt(Integer::parseInt)
                .sum();
    }
}
