package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener that gets no tick at all. One listener serves all these tests; each has its own program. */
@OneByOne
@Timeout(180)
class AtOnceIT {

    private static final Duration SOON = ByHand.SOON;
    private static final int NOBODY = 65534;

    private static RealSupervisord supervisord;
    private static Launched listener;
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        OtherUser.assumeRoot();
        SupervisordConfig config = ByHand.watched();
        folder = config.folder();
        OtherUser.letIn(folder);
        Files.createDirectories(folder.resolve("shared"));
        Files.createDirectory(folder.resolve("anew"));
        Files.createDirectory(folder.resolve("busy"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of(Files.createDirectory(folder.resolve("real")) + ""));
        String flagOfBoth = flagAt(folder.resolve("both.oome"));
        supervisord = config.program("web", Programs.sleeper(), flagAt(folder.resolve("web.oome")))
                .program("late", Programs.sleeper(), flagAt(folder.resolve("late/work/oome")))
                .program("anew", Programs.sleeper(), flagAt(folder.resolve("anew/oome")))
                .program("linked", Programs.sleeper(), flagAt(folder.resolve("link/linked.oome")))
                .program("busy", Programs.sleeper(), flagAt(folder.resolve("busy/oome")))
                .program("foreign", Programs.sleeper(), "user=nobody", flagAt(folder.resolve("foreign.oome")))
                .program("left", Programs.sleeper(), flagOfBoth)
                .program("right", Programs.sleeper(), flagOfBoth)
                .program("private", inNamespace("mount -t tmpfs tmpfs /tmp"), flagAt(Path.of("/tmp/private.oome")))
                .program(
                        "emptydir",
                        inNamespace("mount --bind " + folder.resolve("shared") + " /mnt"),
                        flagAt(Path.of("/mnt/emptydir.oome")))
                .program("jailed", Programs.command(jailed()), flagAt(Path.of("/jailed.oome")))
                .start();
        for (String program : List.of(
                "web", "late", "anew", "linked", "busy", "foreign", "left", "right", "private", "emptydir", "jailed")) {
            supervisord.awaitState(program, "RUNNING", SOON);
        }
        supervisord.awaitStdout("jailed", "^jailed$", SOON);
        supervisord.awaitStdout("private", "^mounted$", SOON);
        supervisord.awaitStdout("emptydir", "^mounted$", SOON);
        listener = ByHand.start(supervisord, "all", "--listen");
        listener.awaitOut("^READY$", SOON);
    }

    @AfterAll
    static void end() {
        if (listener != null) {
            listener.close();
        }
        if (supervisord != null) {
            supervisord.close();
        }
    }

    private static String flagAt(Path flag) {
        return "environment=OOME_FILE=\"" + flag + "\"";
    }

    private static String inNamespace(String mounts) {
        return Programs.command("unshare", "-m", "sh", "-ec", mounts + " && echo mounted && exec sleep 86400");
    }

    private static String[] jailed() throws IOException {
        Path jail = Files.createDirectory(folder.resolve("jail"));
        String source =
                """
                import os, sys, time
                os.chroot(sys.argv[1])
                print("jailed", flush=True)
                time.sleep(86400)
                """;
        return Python.script(folder, "jailed", source, jail.toString());
    }

    private interface Act {
        void run() throws Exception;
    }

    private static void assertRestarted(String program, Act act) throws Exception {
        long pid = supervisord.pid(program);
        act.run();
        supervisord.awaitNewPid(program, pid, SOON);
        listener.awaitErr("INFO " + program + " restarted: .*; pid " + pid + " → ", SOON);
    }

    @Test
    void should_act_on_a_new_flag() throws Exception {
        assertRestarted("web", () -> Files.createFile(folder.resolve("web.oome")));
        assertRestarted("web", () -> {
            Path fresh = Files.createFile(folder.resolve("fresh"));
            Files.move(fresh, folder.resolve("web.oome"));
        });
    }

    @Test
    void should_act_on_a_flag_in_a_folder_created_after_the_start() throws Exception {
        assertRestarted("late", () -> {
            Files.createDirectories(folder.resolve("late/work"));
            Files.createFile(folder.resolve("late/work/oome"));
        });
        assertRestarted("late", () -> Files.createFile(folder.resolve("late/work/oome")));
    }

    @Test
    void should_act_on_a_flag_in_a_recreated_folder() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertRestarted("anew", () -> {
                Files.delete(folder.resolve("anew"));
                Files.createDirectory(folder.resolve("anew"));
                Files.createFile(folder.resolve("anew/oome"));
            });
        }
    }

    @Test
    void should_act_on_a_flag_behind_a_symbolic_link() throws Exception {
        assertRestarted("linked", () -> Files.createFile(folder.resolve("real/linked.oome")));
    }

    @Test
    void should_act_on_a_flag_in_another_mount_namespace() throws Exception {
        Path root = Path.of("/proc/" + supervisord.pid("private") + "/root");
        assertRestarted("private", () -> Files.createFile(root.resolve("tmp/private.oome")));
    }

    @Test
    void should_act_on_a_flag_in_a_folder_shared_by_two_mount_namespaces() throws Exception {
        assertRestarted("emptydir", () -> Files.createFile(folder.resolve("shared/emptydir.oome")));
    }

    @Test
    void should_act_on_a_flag_below_another_root() throws Exception {
        assertRestarted("jailed", () -> Files.createFile(folder.resolve("jail/jailed.oome")));
    }

    /** The flag stays, because only its user may delete it: first it is root's, then the user's, then it is touched. */
    @Test
    void should_act_on_an_existing_flag_that_changes() throws Exception {
        Path flag = Files.createFile(folder.resolve("foreign.oome"));
        listener.awaitErr("foreign: .* belongs to uid 0", SOON);
        assertRestarted("foreign", () -> Files.setAttribute(flag, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS));
        listener.awaitErr("foreign restarted", SOON);
        assertRestarted("foreign", () -> Files.setLastModifiedTime(flag, FileTime.fromMillis(0)));
        assertThat(flag).exists();
    }

    @Test
    void should_wait_for_the_pid_in_a_shared_flag() throws Exception {
        long right = supervisord.pid("right");
        assertRestarted("left", () -> new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec >" + folder.resolve("both.oome") + "; sleep 0.2; echo " + supervisord.pid("left"))
                .start()
                .waitFor());
        assertThat(supervisord.pid("right")).isEqualTo(right);
    }

    @Test
    void should_leave_a_busy_folder_alone_and_still_find_the_flag_in_it() throws Exception {
        List<Boolean> busy = new ArrayList<>(List.of(true));
        Thread maker = new Thread(() -> {
            try {
                while (!busy.isEmpty()) {
                    Files.delete(Files.createFile(folder.resolve("busy/file")));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        maker.setDaemon(true);
        maker.start();
        try {
            listener.awaitErr("more than 1000 events a second in \\Q" + folder.resolve("busy"), SOON);
            assertRestarted("busy", () -> Files.createFile(folder.resolve("busy/oome")));
        } finally {
            busy.clear();
            maker.join();
        }
    }

    @Test
    void should_also_act_at_once_on_a_timer() throws Exception {
        try (RealSupervisord own = own();
                Launched timer = ByHand.start(own, "--every", "1h", "all")) {
            timer.awaitErr("INFO every ", SOON);
            long pid = own.pid("web");
            Files.createFile(own.folder().resolve("web.oome"));
            own.awaitNewPid("web", pid, SOON);
            timer.sigterm();
            assertThat(timer.awaitExit(SOON).exit()).isZero();
        }
    }

    @Test
    void should_wait_for_a_tick_with_no_watch() throws Exception {
        try (RealSupervisord own = own();
                TickedListener ticked = TickedListener.ready(own, "all", "--listen", "--no-watch")) {
            assertThat(threads(ticked.launched().pid())).noneMatch(it -> it.startsWith("FileSystemWatch"));
            long pid = own.pid("web");
            Files.createFile(own.folder().resolve("web.oome"));
            ticked.tick();
            own.awaitNewPid("web", pid, SOON);
        }
    }

    /** Its /tmp differs from that of the previous run. */
    @Test
    void should_watch_a_new_run_as_soon_as_supervisord_reports_it() throws Exception {
        SupervisordConfig config = ByHand.watched();
        config.program("private", inNamespace("mount -t tmpfs tmpfs /tmp"), flagAt(Path.of("/tmp/private.oome")))
                .eventlistener(
                        "oome", Programs.installed("oome_monitor", "all"), "events=TICK_3600,PROCESS_STATE_RUNNING");
        try (RealSupervisord own = config.start()) {
            own.awaitState("private", "RUNNING", SOON);
            own.awaitState("oome", "RUNNING", SOON);
            own.ctl("restart", "private");
            own.awaitState("private", "RUNNING", SOON);
            long pid = own.pid("private");
            Files.createFile(Path.of("/proc/" + pid + "/root/tmp/private.oome"));
            own.awaitNewPid("private", pid, SOON);
        }
    }

    private static List<String> threads(long pid) throws IOException {
        List<String> names = new ArrayList<>();
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks) {
                names.add(Files.readString(task.resolve("comm")));
            }
        }
        return names;
    }

    /** The limit applies only inside a user namespace of its own. */
    @Test
    void should_find_flags_at_ticks_without_inotify() throws Exception {
        try (RealSupervisord own = own()) {
            Path flag = own.folder().resolve("web.oome");
            List<String> command = List.of(
                    "unshare",
                    "-Ur",
                    "sh",
                    "-ec",
                    "echo 0 >/proc/sys/user/max_inotify_instances; exec \"$@\"",
                    "sh",
                    Launcher.program("oome_monitor").toString(),
                    "--server-url",
                    own.serverUrl(),
                    "--listen",
                    "single",
                    "-p",
                    "web",
                    "-o",
                    flag.toString());
            Launched launched = Launcher.startCommand(ByHand.environment(own), own.folder(), command);
            try (TickedListener ticked = TickedListener.ready(launched)) {
                launched.awaitErr("WARN no inotify, flags are found only at ticks", SOON);
                long pid = own.pid("web");
                Files.createFile(flag);
                ticked.tick();
                own.awaitNewPid("web", pid, SOON);
                ticked.tick();
                assertThat(ticked.said("WARN no inotify")).isEqualTo(1);
            }
        }
    }

    private static RealSupervisord own() {
        SupervisordConfig config = ByHand.watched();
        RealSupervisord started = config.program(
                        "web", Programs.sleeper(), flagAt(config.folder().resolve("web.oome")))
                .start();
        started.awaitState("web", "RUNNING", SOON);
        return started;
    }
}
