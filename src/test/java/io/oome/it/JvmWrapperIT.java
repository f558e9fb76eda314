package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * JVMs that end at their OutOfMemoryError, behind wrappers that outlive them. One supervisord serves all these tests.
 */
@OneByOne
@Timeout(120)
class JvmWrapperIT {

    private static SupervisordConfig config;
    private static RealSupervisord supervisord;

    @BeforeAll
    static void start() throws IOException {
        config = ByHand.watched();
        inShell("seen", ending("seen"));
        TinyJvm unseen = ending("unseen");
        Files.createFile(unseen.trigger());
        inShell("unseen", unseen);
        TinyJvm again = ending("again");
        Path script = again.script("while :; do " + again.inShell() + "; done");
        program(again, Programs.command(script.toString()));
        inShell("exits", TinyJvm.in(config.folder(), "exits").with("-XX:+ExitOnOutOfMemoryError"));
        supervisord = config.start();
    }

    @AfterAll
    static void end() {
        if (supervisord != null) {
            supervisord.close();
        }
    }

    private static TinyJvm ending(String name) {
        return TinyJvm.in(config.folder(), name)
                .onError("touch " + file(name, "oome"))
                .with("-XX:+ExitOnOutOfMemoryError");
    }

    private static void inShell(String name, TinyJvm jvm) {
        program(jvm, Programs.command("sh", "-c", jvm.inShell() + "; sleep 9999"));
    }

    private static void program(TinyJvm jvm, String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        all.addAll(List.of("startsecs=0", "stopasgroup=true", "autorestart=true"));
        config.program(jvm.folder().getFileName().toString(), all.toArray(String[]::new));
    }

    private static Path file(String program, String name) {
        return config.folder().resolve(program).resolve(name);
    }

    private static void awaitFlag(String program) {
        Eventually.within(
                ByHand.SOON,
                () -> Files.exists(file(program, "oome")) && !hasJvm(supervisord.pid(program)),
                () -> "its JVM has not ended: " + supervisord.stdoutOf(program));
    }

    private static boolean hasJvm(long shell) {
        return ProcessHandle.of(shell)
                .orElseThrow()
                .descendants()
                .anyMatch(it -> it.info().command().orElse("").endsWith("/java"));
    }

    private static TickedListener listener(String program) {
        return TickedListener.ready(supervisord, "single", "-p", program, "--listen");
    }

    @Test
    void should_restart_a_shell_whose_jvm_has_ended() throws Exception {
        supervisord.awaitStdout("seen", "^started pid", ByHand.SOON);
        try (TickedListener listener = listener("seen")) {
            long pid = supervisord.pid("seen");
            listener.tick();
            Files.createFile(file("seen", "trigger"));
            awaitFlag("seen");
            listener.tickUntil(
                    "INFO seen restarted: OutOfMemoryError flag " + file("seen", "oome") + " \\(rule: jvm\\)");
            long next = supervisord.awaitNewPid("seen", pid, ByHand.SOON);
            listener.ticks(3);
            assertThat(supervisord.pid("seen")).isEqualTo(next);
            assertThat(ByHand.spawned(supervisord, "seen")).isEqualTo(2);
            assertThat(file("seen", "oome")).doesNotExist();
        }
    }

    /** The command line of the shell is the only evidence. */
    @Test
    void should_restart_a_shell_whose_jvm_was_never_seen() {
        awaitFlag("unseen");
        Launcher.Result result = ByHand.oomeMonitor(supervisord, "single", "-p", "unseen");
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.out()).contains("OutOfMemoryError flag " + file("unseen", "oome") + " (rule: jvm)");
        assertThat(ByHand.spawned(supervisord, "unseen")).isEqualTo(2);
    }

    @Test
    void should_not_restart_a_wrapper_that_has_restarted_its_jvm() throws Exception {
        supervisord.awaitStdout("again", "^started pid", ByHand.SOON);
        try (TickedListener listener = listener("again")) {
            long pid = supervisord.pid("again");
            listener.tick();
            Files.createFile(file("again", "trigger"));
            supervisord.awaitStdout("again", "(?s)^started pid.*^started pid", ByHand.SOON);
            listener.tickUntil("again: it ran out of memory and ended by itself, and its wrapper started another JVM:"
                    + " flag " + file("again", "oome"));
            listener.ticks(3);
            assertThat(listener.said("ended by itself")).isEqualTo(1);
            assertThat(supervisord.pid("again")).isEqualTo(pid);
            assertThat(file("again", "oome")).doesNotExist();
        }
    }

    @Test
    void should_not_rely_on_supervisord_where_it_does_not_see_the_end() {
        supervisord.awaitStdout("exits", "^started pid", ByHand.SOON);
        Launcher.Result result = ByHand.oomeMonitor(supervisord, "--dry", "single", "-p", "exits", "--format", "json");
        JsonNode verdict = Schema.OOME_MONITOR.assertDescribes(result.out()).at("/processes/0/verdict");
        String shell = "sh (pid " + supervisord.pid("exits") + ")";
        assertThat(verdict.at("/kind").asText()).isEqualTo("unknown");
        assertThat(verdict.at("/why").asText()).endsWith(": ExitOnOutOfMemoryError ends it, behind " + shell);
        assertThat(verdict.at("/cautions/0").asText()).contains("only the end of " + shell);
    }
}
