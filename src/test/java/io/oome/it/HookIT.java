package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code --exec FILE}. */
@Timeout(120)
class HookIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final SupervisordConfig config = ByHand.watched();
    private final Path flag = config.folder().resolve("web.oome");
    private final Path said = config.folder().resolve("said");

    private Path hook(String... lines) throws IOException {
        Path file = config.folder().resolve("hook");
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    private RealSupervisord flagged() throws IOException {
        config.program("web", Programs.sleeper(), "environment=OOME_FILE=\"" + flag + "\"");
        RealSupervisord supervisord = config.start();
        supervisord.awaitState("web", "RUNNING", SOON);
        Files.createFile(flag);
        return supervisord;
    }

    private static Launcher.Result restart(RealSupervisord supervisord, Path hook) {
        return ByHand.oomeMonitor(supervisord, "all", "--exec", hook.toString());
    }

    @Test
    void should_run_before_the_stop_and_after_the_restart_and_know_the_process() throws Exception {
        Path hook = hook(
                "alive=gone; kill -0 $OOME_PID 2>/dev/null && alive=alive",
                "echo $OOME_STAGE $OOME_GROUP:$OOME_PROCESS $OOME_PID $alive [$OOME_NEW_PID] [$OOME_RESULT] $OOME_FLAG $OOME_RULE >> "
                        + said,
                "echo to stdout; echo to stderr >&2");
        try (RealSupervisord supervisord = flagged()) {
            long before = supervisord.pid("web");
            Launcher.Result result = restart(supervisord, hook);
            long after = supervisord.pid("web");
            assertThat(result.exit()).isZero();
            assertThat(Files.readAllLines(said))
                    .isEqualTo(List.of(
                            "before web:web " + before + " alive [] [] " + flag + " OOME_FILE",
                            "after web:web " + before + " gone [" + after + "] [restarted] " + flag + " OOME_FILE"));
            assertThat(result.out()).doesNotContain("to stdout");
            assertThat(result.err()).contains("to stderr");
        }
    }

    @Test
    @Tag("thorough")
    void should_get_no_passwords_from_the_monitor() throws Exception {
        Path hook = hook("env | cut -d= -f1 | sort > " + said);
        config.credentials("user", "s3cret");
        try (RealSupervisord supervisord = flagged()) {
            restart(supervisord, hook);
            assertThat(Files.readAllLines(said))
                    .contains("OOME_STAGE", "PATH")
                    .noneMatch(it -> it.startsWith("SUPERVISOR_") || it.startsWith("OOME_MONITOR_"));
        }
    }

    @Test
    void should_log_its_failure_and_restart_all_the_same() throws Exception {
        Path hook = hook("exit 3");
        try (RealSupervisord supervisord = flagged()) {
            long before = supervisord.pid("web");
            Launcher.Result result = restart(supervisord, hook);
            assertThat(result.err())
                    .contains("--exec " + hook + ", before stopping web: exit status 3")
                    .contains("--exec " + hook + ", after restarting web (restarted): exit status 3");
            assertThat(supervisord.pid("web")).isNotEqualTo(before);
        }
    }

    @Test
    void should_kill_a_hanging_hook_with_its_children_and_restart_all_the_same() throws Exception {
        Path hook = hook("test $OOME_STAGE = after && exit", "sleep 86400 & echo $! > " + said, "wait");
        try (RealSupervisord supervisord = flagged()) {
            long before = supervisord.pid("web");
            Launcher.Result result = ByHand.oomeMonitor(
                    supervisord, Map.of("OOME_MONITOR_EXEC_TIMEOUT", "1s"), "all", "--exec", hook.toString());
            assertThat(result.err()).contains("--exec " + hook + ", before stopping web: killed after 1 s");
            assertThat(supervisord.pid("web")).isNotEqualTo(before);
            long child = Long.parseLong(Files.readString(said).strip());
            Eventually.within(SOON, () -> ProcessHandle.of(child).isEmpty(), () -> "it lives: " + child);
        }
    }

    @Test
    void should_kill_the_hook_of_a_process_that_an_operator_stops() throws Exception {
        Path hook = hook("test $OOME_STAGE = before && { echo $$ > " + said + "; exec sleep 86400; }");
        try (RealSupervisord supervisord = flagged();
                TickedListener listener =
                        TickedListener.ready(supervisord, "all", "--listen", "--exec", hook.toString())) {
            Eventually.within(SOON, () -> Files.exists(said) && Files.size(said) > 1, () -> "not run");
            supervisord.ctl("stop", "web");
            listener.launched().awaitErr("before stopping web: killed because the process is overruled", SOON);
            long pid = Long.parseLong(Files.readString(said).strip());
            Eventually.within(SOON, () -> ProcessHandle.of(pid).isEmpty(), () -> "it lives: " + pid);
            assertThat(supervisord.state("web")).isEqualTo("STOPPED");
        }
    }

    @Test
    @Tag("thorough")
    void should_log_its_stderr_as_log_lines_within_a_limit() throws Exception {
        Path hook = hook("printf 'red \\033[31m\\n' >&2; yes | head -n 100000 >&2");
        try (RealSupervisord supervisord = flagged()) {
            Launcher.Result result = restart(supervisord, hook);
            assertThat(result.err())
                    .contains("before stopping web: red \\x1b[31m", "wrote more than 100 lines; ignoring the rest")
                    .doesNotContain("\u001b");
            assertThat(result.err().lines()).hasSizeLessThan(250);
        }
    }

    @Test
    void should_take_a_thread_dump_and_keep_the_heap_dump_by_the_example_in_docs() throws Exception {
        Path kept = Files.createDirectory(config.folder().resolve("kept"));
        Path hook = hook(Files.readString(Path.of("docs/on-restart")).replace("/var/dumps", kept.toString()));
        TinyJvm jvm = TinyJvm.in(config.folder(), "jvm")
                .with("-XX:+HeapDumpOnOutOfMemoryError")
                .onError("touch " + flag);
        config.program("web", jvm.command(), "directory=" + jvm.folder());
        try (RealSupervisord supervisord = config.start()) {
            supervisord.awaitStdout("web", "^started", SOON);
            supervisord.awaitState("web", "RUNNING", SOON);
            long pid = supervisord.pid("web");
            Files.createFile(jvm.trigger());
            Eventually.within(SOON, () -> Files.exists(flag), () -> "no flag");
            Launcher.Result result = restart(supervisord, hook);
            assertThat(result.err()).isEmpty();
            supervisord.awaitStdout("web", "Full thread dump", SOON);
            assertThat(kept.resolve("web-" + pid + ".hprof")).isNotEmptyFile();
        }
    }

    @Test
    void should_not_delay_another_restart() throws Exception {
        Path other = config.folder().resolve("api.oome");
        Path released = config.folder().resolve("released");
        Path hook = hook(
                "test $OOME_PROCESS$OOME_STAGE = webbefore || exit 0",
                "until test -e " + released + "; do sleep 0.05; done");
        config.program("api", Programs.sleeper(), "environment=OOME_FILE=\"" + other + "\"");
        try (RealSupervisord supervisord = flagged();
                TickedListener listener =
                        TickedListener.ready(supervisord, "all", "--listen", "--exec", hook.toString())) {
            long web = supervisord.pid("web");
            long api = supervisord.pid("api");
            Files.createFile(other);
            listener.tickUntil("api restarted: ");
            assertThat(supervisord.pid("api")).isNotEqualTo(api);
            assertThat(supervisord.pid("web")).isEqualTo(web);
            Files.createFile(released);
            listener.tickUntil("web restarted: ");
        }
    }

    @Test
    void should_refuse_a_hook_that_others_can_write_or_that_is_missing() throws Exception {
        Path hook = hook("touch " + said);
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (RealSupervisord supervisord = flagged()) {
            Launcher.Result result = restart(supervisord, hook);
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("--exec: others may write " + hook + " (mode 777)");

            Path missing = config.folder().resolve("missing");
            assertThat(restart(supervisord, missing).err())
                    .contains("--exec: " + missing + " is not a file that this user can execute");
            assertThat(ByHand.oomeMonitor(supervisord, "all", "--exec", "hook").err())
                    .contains("--exec: \"hook\" is not an absolute path");
            assertThat(said).doesNotExist();
        }
    }
}
