package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The usual container: supervisord and the monitor as root with Docker's default capabilities, the service as another
 * user. The service's environment and working directory are unreadable. One supervisord serves all these tests.
 */
@OneByOne
@Timeout(120)
class JvmWithoutPtraceIT {

    private static final int NOBODY = 65534;

    private static SupervisordConfig config;
    private static RealSupervisord supervisord;

    @BeforeAll
    static void start() throws IOException {
        OtherUser.assumeRoot();
        config = ByHand.watched();
        OtherUser.letIn(config.folder());
        TinyJvm armed = jvm("armed").onError("touch " + file("armed", "oome"));
        config.program(
                "armed",
                armed.with("-XX:+HeapDumpOnOutOfMemoryError", "-XX:HeapDumpPath=" + file("armed", "heap.%p"))
                        .command(),
                "user=nobody");
        config.program("unarmed", jvm("unarmed").command(), "user=nobody", "directory=" + config.folder());
        TinyJvm inner = jvm("inner").onError("touch " + file("inner", "oome"));
        List<String> words = new ArrayList<>(List.of("runuser", "-u", "nobody", "--"));
        words.addAll(List.of(inner.words()));
        config.program("inner", Programs.command(words.toArray(String[]::new)), "stopasgroup=true");
        config.program("none", Programs.sleeper(), "user=nobody", "directory=" + config.folder());
        config.program("sshd", Programs.sleeper(), "user=nobody");
        supervisord = config.start();
        for (String program : List.of("armed", "unarmed", "inner")) {
            supervisord.awaitStdout(program, "^started pid", ByHand.SOON);
            supervisord.awaitState(program, "RUNNING", ByHand.SOON);
        }
    }

    @AfterAll
    static void end() {
        if (supervisord != null) {
            supervisord.close();
        }
    }

    private static TinyJvm jvm(String name) throws IOException {
        TinyJvm jvm = TinyJvm.in(config.folder(), name).of(JavaHomes.forAllUsers());
        Files.setAttribute(jvm.folder(), "unix:uid", NOBODY);
        return jvm;
    }

    private static Path file(String program, String name) {
        return config.folder().resolve(program).resolve(name);
    }

    private static List<String> command(String... arguments) {
        List<String> words =
                new ArrayList<>(List.of("setpriv", "--bounding-set=-sys_ptrace,-perfmon,-sys_admin", "--"));
        words.addAll(List.of(Launcher.program("oome_monitor").toString(), "--server-url", supervisord.serverUrl()));
        words.addAll(List.of(arguments));
        return words;
    }

    private static JsonNode process(String program, int exit) {
        Launcher.Result result = Launcher.runCommand(
                ByHand.SOON,
                ByHand.environment(supervisord),
                config.folder(),
                command("--dry", "single", "-p", program, "--format", "json"));
        assertThat(result.exit()).as(result.toString()).isEqualTo(exit);
        return Schema.OOME_MONITOR.assertDescribes(result.out()).at("/processes/0");
    }

    @Test
    void should_restart_for_the_option_on_the_command_line() throws Exception {
        JsonNode before = process("armed", 0);
        assertThat(before.at("/guess").asBoolean(true)).isFalse();
        assertThat(before.at("/flag/rule").asText()).isEqualTo("jvm");
        assertThat(before.at("/verdict/kind").asText()).isEqualTo("armed");
        assertThat(before.at("/passedOver/OOME_FILE").asText()).contains("environ");
        assertRestarted("armed", "; heap dump " + file("armed", "heap.") + "\\S+ \\(\\d+ MB\\)$");
        assertRestarted("inner", "$");
    }

    private static void assertRestarted(String program, String end) throws IOException {
        long pid = supervisord.pid(program);
        try (TickedListener listener = TickedListener.ready(Launcher.startCommand(
                ByHand.environment(supervisord), config.folder(), command("single", "-p", program, "--listen")))) {
            Files.createFile(file(program, "trigger"));
            listener.tickUntil(program + " restarted: OutOfMemoryError flag " + file(program, "oome")
                    + " \\(rule: jvm\\).* → \\d+" + end);
            long next = supervisord.awaitNewPid(program, pid, ByHand.SOON);
            listener.ticks(3);
            assertThat(supervisord.pid(program)).isEqualTo(next);
            assertThat(ByHand.spawned(supervisord, program)).isEqualTo(2);
        }
    }

    @Test
    void should_admit_a_guess_where_no_option_names_the_flag() {
        JsonNode unarmed = process("unarmed", 1);
        assertThat(unarmed.at("/guess").asBoolean()).isTrue();
        assertThat(unarmed.at("/evidence").asText()).isEqualTo("guess");
        assertThat(unarmed.at("/decision").asText()).isEqualTo("report");
        assertThat(unarmed.at("/verdict/kind").asText()).isEqualTo("unknown");
        assertThat(unarmed.at("/reason").asText()).contains("oome-monitor.files.\"unarmed\"");
        try (TickedListener listener = TickedListener.ready(Launcher.startCommand(
                ByHand.environment(supervisord), config.folder(), command("single", "-p", "unarmed", "--listen")))) {
            listener.launched().awaitErr("unarmed: no flag .*but that path is a guess", Duration.ofSeconds(10));
            listener.ticks(3);
            assertThat(listener.said("but that path is a guess")).isEqualTo(1);
        }
    }

    @Test
    void should_not_guess_about_a_process_without_a_jvm() {
        assertThat(process("none", 0).at("/verdict/kind").asText()).isEqualTo("no JVM");
        assertThat(process("sshd", 0).at("/evidence").asText()).isEqualTo("none");
        assertThat(process("sshd", 0).at("/reason").asText()).startsWith("not a JVM; ");
    }
}
