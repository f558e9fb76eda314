package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An unprivileged user can talk a monitor that runs as root into nothing. Faults 13–15 of issue 10. One supervisord
 * serves all these tests; each watches its own program.
 */
@OneByOne
@Timeout(240)
class RootsHandsIT {

    /**
     * Exchanges two names thousands of times a second (slowly enough for other processes), and now and then creates a
     * new flag in the folder that the first name had.
     */
    private static final String EXCHANGER =
            """
            import ctypes, os, sys, time
            one, other = (os.fsencode(it) for it in sys.argv[1:])
            folder = os.open(one, os.O_RDONLY | os.O_DIRECTORY)
            libc = ctypes.CDLL(None)
            AT_FDCWD, RENAME_EXCHANGE = -100, 2
            print("exchanging", flush=True)
            while True:
                os.close(os.open("web.oome", os.O_CREAT | os.O_WRONLY, 0o644, dir_fd=folder))
                os.utime("web.oome", dir_fd=folder)
                end = time.monotonic() + 0.05
                while time.monotonic() < end:
                    libc.renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE)
                    time.sleep(0.0001)
            """;

    private static RealSupervisord supervisord;
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        OtherUser.assumeRoot();
        SupervisordConfig config = ByHand.watched();
        folder = config.folder();
        OtherUser.letIn(folder);
        supervisord = config.program("setuid", others(setuidSleep().toString(), "86400"), flagOf("roots-file"))
                .program("fifo", others("sleep", "86400"), "startsecs=0", flagOf("exchanged/work/web.oome"))
                .program("leased", others("sleep", "86400"), flagOf("leased.oome"))
                .program("locked", Programs.sleeper(), flagOf("locked.oome"))
                .program(
                        "chrooted",
                        Programs.command(chrooted()),
                        "startsecs=0",
                        "environment=OOME_FILE=\"/work/web.oome\"")
                .start();
        for (String program : List.of("setuid", "fifo", "leased", "locked", "chrooted")) {
            supervisord.awaitState(program, "RUNNING", ByHand.SOON);
        }
    }

    @AfterAll
    static void end() {
        if (supervisord != null) {
            supervisord.close();
        }
    }

    private static String others(String... argv) {
        return Programs.command(OtherUser.runs(argv));
    }

    private static String flagOf(String name) {
        return "environment=OOME_FILE=\"" + folder.resolve(name) + "\"";
    }

    /** Like su(1) and passwd(1) while they wait for a password. */
    private static Path setuidSleep() throws IOException {
        Path copy = Files.copy(Path.of("/bin/sleep").toRealPath(), folder.resolve("sleep"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(copy, "unix:mode", 04755);
        return copy;
    }

    private static String[] chrooted() throws IOException {
        Path jail = OtherUser.folder(folder.resolve("jail"));
        OtherUser.letIn(jail);
        OtherUser.folder(jail.resolve("work"));
        String source =
                """
                import os, sys, time
                os.chroot(sys.argv[1])
                os.chdir("/")
                os.setgroups([])
                os.setresgid(UID, UID, UID)
                os.setresuid(UID, UID, UID)
                time.sleep(86400)
                """
                        .replace("UID", "" + OtherUser.UID);
        return Python.script(folder, "chrooted", source, jail.toString());
    }

    private static void awaitStatus(String program, String text) {
        long pid = supervisord.pid(program);
        Path status = Path.of("/proc/" + pid + "/status");
        Eventually.within(
                ByHand.SOON, () -> Files.readString(status).contains(text), () -> program + " is not " + text);
    }

    private static Launched othersScript(String name, String source, String... arguments) {
        List<String> command = List.of(OtherUser.runs(Python.script(folder, name, source, arguments)));
        return Launcher.startCommand(Map.of(), folder, command);
    }

    private static Launcher.Result byHand(String program) {
        return ByHand.oomeMonitor(supervisord, "single", "-p", program);
    }

    /** Each restart is a chance to make the monitor check one file and touch another. */
    private static void restartTenTimes(String program, TickedListener listener) {
        Eventually.within(
                Duration.ofSeconds(90),
                () -> {
                    listener.tick();
                    return listener.said(program + " restarted: ") >= 10;
                },
                () -> "no more restarts than these:\n" + listener.launched().err());
    }

    /** Fault 13: the process has the environment of the user who started it, but looks like root's. */
    @Test
    void should_not_trust_the_environment_of_a_setuid_program() throws Exception {
        assumeThat(Files.readString(Path.of("/proc/" + supervisord.pid("setuid") + "/status")))
                .as("setuid programs work here")
                .contains("Uid:\t%d\t0\t0\t0".formatted(OtherUser.UID));
        long pid = supervisord.pid("setuid");
        Path rootsFile = Files.createFile(folder.resolve("roots-file"));
        Launcher.Result result = byHand("setuid");
        assertThat(result.exit()).as(result.toString()).isEqualTo(1);
        assertThat(rootsFile).exists();
        assertThat(supervisord.pid("setuid")).isEqualTo(pid);
    }

    /** Fault 14. */
    @Test
    void should_not_hang_while_the_folder_of_a_flag_is_exchanged_with_a_fifo() throws Exception {
        awaitStatus("fifo", OtherUser.ALL_FOUR);
        Path exchanged = OtherUser.folder(folder.resolve("exchanged"));
        Path work = OtherUser.folder(exchanged.resolve("work"));
        Path fifo = exchanged.resolve("fifo");
        Launcher.runCommand(ByHand.SOON, Map.of(), folder, List.of(OtherUser.runs("mkfifo", fifo.toString())));
        try (Launched exchanger = othersScript("fifo", EXCHANGER, work.toString(), fifo.toString());
                TickedListener listener = TickedListener.ready(supervisord, "single", "-p", "fifo", "--listen")) {
            exchanger.awaitOut("^exchanging$", ByHand.SOON);
            restartTenTimes("fifo", listener);
            assertThat(exchanger.isAlive()).as(exchanger.err()).isTrue();
            listener.launched().sigterm();
            assertThat(listener.launched().awaitExit(TickedListener.SOON).exit())
                    .isZero();
        }
    }

    /** Fault 14: opening a leased file waits for the lease holder, 45 s by default. */
    @Test
    void should_not_wait_for_a_lease_on_a_flag() throws Exception {
        awaitStatus("leased", OtherUser.ALL_FOUR);
        long pid = supervisord.pid("leased");
        Path flag = OtherUser.file(folder.resolve("leased.oome"));
        String lease =
                """
                import fcntl, os, signal, sys, time
                signal.signal(signal.SIGIO, signal.SIG_IGN)
                flag = os.open(sys.argv[1], os.O_RDWR)
                fcntl.fcntl(flag, fcntl.F_SETLEASE, fcntl.F_WRLCK)
                print("leased", flush=True)
                while True:
                    time.sleep(86400)
                """;
        try (Launched holder = othersScript("lease", lease, flag.toString())) {
            Eventually.within(ByHand.SOON, () -> holder.out().contains("leased") || !holder.isAlive(), holder::err);
            assumeThat(holder.out())
                    .as("files can be leased here: " + holder.err())
                    .contains("leased");
            Launcher.Result result = byHand("leased");
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(holder.isAlive()).isTrue();
        }
        supervisord.awaitNewPid("leased", pid, ByHand.SOON);
    }

    /** Fault 14. */
    @Test
    void should_restart_for_a_flag_of_root_that_somebody_has_locked() throws Exception {
        long pid = supervisord.pid("locked");
        Path flag = Files.createFile(folder.resolve("locked.oome"));
        Files.setPosixFilePermissions(flag, PosixFilePermissions.fromString("rw-r--r--"));
        String lock =
                """
                import fcntl, os, sys, time
                flag = os.open(sys.argv[1], os.O_RDONLY)
                fcntl.lockf(flag, fcntl.LOCK_SH)
                print("locked", flush=True)
                time.sleep(86400)
                """;
        try (Launched holder = othersScript("lock", lock, flag.toString())) {
            holder.awaitOut("^locked$", ByHand.SOON);
            Launcher.Result result = byHand("locked");
            assertThat(result.exit()).as(result.toString()).isZero();
        }
        supervisord.awaitNewPid("locked", pid, ByHand.SOON);
        assertThat(flag).doesNotExist();
    }

    /** Fault 15: through /proc/PID/root the kernel resolves an absolute link from the monitor's root. */
    @Test
    void should_delete_nothing_outside_the_root_of_a_chrooted_process() throws Exception {
        awaitStatus("chrooted", OtherUser.ALL_FOUR);
        Path work = folder.resolve("jail/work");
        Path outside = OtherUser.folder(folder.resolve("outside"));
        Path victim = OtherUser.file(outside.resolve("web.oome"));
        Path link = folder.resolve("jail/link");
        Files.createSymbolicLink(link, outside);
        OtherUser.owns(link);
        try (Launched exchanger = othersScript("link", EXCHANGER, work.toString(), link.toString());
                TickedListener listener = TickedListener.ready(supervisord, "single", "-p", "chrooted", "--listen")) {
            exchanger.awaitOut("^exchanging$", ByHand.SOON);
            restartTenTimes("chrooted", listener);
            assertThat(victim).exists();
            assertThat(exchanger.isAlive()).as(exchanger.err()).isTrue();
        }
    }
}
