package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The place of the journal in a container with a read-only root file system: fault 3 of issue 10. */
@OneByOne
@Timeout(180)
class ReadOnlyRootIT {

    private static RealSupervisord supervisord;
    private static Path folder;

    @BeforeAll
    static void start() {
        OtherUser.assumeRoot();
        SupervisordConfig config = RealSupervisord.configured();
        folder = config.folder();
        supervisord = config.program("slow", Programs.slowStopper(3), "stopwaitsecs=60", flagOf("slow"))
                .program("web", Programs.sleeper(), flagOf("web"))
                .start();
        for (String program : List.of("slow", "web")) {
            supervisord.awaitState(program, "RUNNING", ByHand.SOON);
        }
    }

    @AfterAll
    static void end() {
        if (supervisord != null) {
            supervisord.close();
        }
    }

    private static String flagOf(String program) {
        return "environment=OOME_FILE=\"" + folder.resolve(program + ".oome") + "\"";
    }

    /** /dev/shm is writable even where the root file system is read-only; another user got there first. */
    @Test
    void should_remember_a_restart_on_a_read_only_root_file_system_and_after_a_squatter() throws Exception {
        long pid = supervisord.pid("slow");
        OtherUser.file(folder.resolve("slow.oome.restarting"));
        Files.createFile(folder.resolve("slow.oome"));
        String mounts =
                """
                mount -t tmpfs run /run
                mkdir -m 700 /run/oome_monitor
                mount -o remount,ro /run
                mount -t tmpfs -o mode=1777 shm /dev/shm
                mkdir -m 777 /dev/shm/oome_monitor-0
                chown %d /dev/shm/oome_monitor-0
                """
                        .formatted(OtherUser.UID);
        try (Namespace readOnly = Namespace.with(mounts + readOnly("/tmp"))) {
            try (Launched monitor = readOnly.oomeMonitor(supervisord, "single", "-p", "slow")) {
                supervisord.awaitState("slow", "STOPPING", ByHand.SOON);
                monitor.kill9();
                monitor.awaitExit(ByHand.SOON);
            }
            supervisord.awaitState("slow", "STOPPED", ByHand.SOON);
            try (Launched monitor = readOnly.oomeMonitor(supervisord, "single", "-p", "slow")) {
                monitor.endInput();
                Launcher.Result result = monitor.awaitExit(TickedListener.SOON);
                assertThat(result.exit()).as(result.toString()).isZero();
            }
        }
        supervisord.awaitNewPid("slow", pid, ByHand.SOON);
    }

    @Test
    void should_warn_that_it_has_no_journal_where_nothing_is_writable_and_restart_all_the_same() throws Exception {
        long pid = supervisord.pid("web");
        Files.createFile(folder.resolve("web.oome"));
        String mounts = readOnly("/run") + readOnly("/tmp") + readOnly("/dev/shm");
        try (Namespace readOnly = Namespace.with(mounts);
                TickedListener listener =
                        TickedListener.ready(readOnly.oomeMonitor(supervisord, "single", "-p", "web", "--listen"))) {
            supervisord.awaitNewPid("web", pid, TickedListener.SOON);
            listener.launched().awaitErr("web restarted: ", TickedListener.SOON);
            listener.ticks(3);
            assertThat(listener.said("WARN can't write the journal")).isEqualTo(1);
            assertThat(listener.said("WARN web: can't write the journal")).isEqualTo(1);
            assertThat(listener.said("web restarted: ")).isEqualTo(1);
        }
    }

    private static String readOnly(String mountPoint) {
        return "mount --bind %1$s %1$s\nmount -o remount,ro,bind %1$s\n".formatted(mountPoint);
    }
}
