package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * JVMs that ran out of memory and ended before any monitor saw them: the only evidence is the {@code command=} of
 * supervisord's configuration. One supervisord serves all these tests.
 */
@OneByOne
@Timeout(120)
class JvmUnseenIT {

    private static final int NOBODY = 65534;

    private static SupervisordConfig config;
    private static RealSupervisord supervisord;

    @BeforeAll
    static void start() throws Exception {
        config = ByHand.watched();
        OtherUser.letIn(config.folder());
        TinyJvm exits = ending("exits", "touch " + file("exits", "oome"));
        once(exits, exits.command());
        TinyJvm zero = ending("zero", "touch " + file("zero", "oome"));
        once(zero, Programs.command("sh", "-c", zero.inShell() + "; exit 0"));
        TinyJvm relative = ending("relative", "touch oome");
        once(relative, relative.command(), "directory=" + relative.folder());
        TinyJvm fatal = ending("fatal", "touch " + file("fatal", "oome"));
        config.program("fatal", fatal.command(), "startsecs=60", "startretries=0", "autorestart=false");
        supervisord = config.start();
    }

    @AfterAll
    static void end() {
        if (supervisord != null) {
            supervisord.close();
        }
    }

    /** A JVM that runs out of memory when it starts, and ends. */
    private static TinyJvm ending(String name, String command) throws Exception {
        TinyJvm jvm = TinyJvm.in(config.folder(), name).onError(command).with("-XX:+ExitOnOutOfMemoryError");
        Files.createFile(jvm.trigger());
        return jvm;
    }

    private static void once(TinyJvm jvm, String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        all.addAll(List.of("startsecs=0", "autorestart=false"));
        config.program(jvm.folder().getFileName().toString(), all.toArray(String[]::new));
    }

    private static Path file(String program, String name) {
        return config.folder().resolve(program).resolve(name);
    }

    private static JsonNode dry(String program) {
        Launcher.Result result = ByHand.oomeMonitor(supervisord, "--dry", "single", "-p", program, "--format", "json");
        return Schema.OOME_MONITOR.assertDescribes(result.out()).at("/processes/0");
    }

    private static void assertStarted(String program, String flag) {
        supervisord.awaitState(program, "EXITED", ByHand.SOON);
        Launcher.Result result = ByHand.oomeMonitor(supervisord, "single", "-p", program);
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.out()).contains("OutOfMemoryError flag " + file(program, flag) + " (rule: jvm)");
        supervisord.awaitState(program, "RUNNING", ByHand.SOON);
        assertThat(ByHand.spawned(supervisord, program)).isEqualTo(2);
        assertThat(file(program, flag)).doesNotExist();
    }

    @Test
    void should_start_a_jvm_that_has_ended_by_its_option() {
        assertStarted("exits", "oome");
    }

    @Test
    void should_start_a_shell_whose_jvm_has_ended_with_an_exit_code_of_zero() {
        assertStarted("zero", "oome");
    }

    @Test
    void should_look_in_the_working_directory_of_the_program() {
        assertStarted("relative", "oome");
    }

    @Test
    void should_report_that_it_would_start_a_fatal_process() {
        supervisord.awaitState("fatal", "FATAL", ByHand.SOON);
        JsonNode fatal = dry("fatal");
        assertThat(fatal.at("/decision").asText()).isEqualTo("start");
        assertThat(fatal.at("/flag/rule").asText()).isEqualTo("jvm");
        assertThat(fatal.at("/flag/present").asBoolean()).isTrue();
    }

    /** A stranger's file at that path is no evidence. */
    @Test
    void should_not_start_a_process_for_a_strangers_flag() throws Exception {
        OtherUser.assumeRoot();
        supervisord.awaitState("fatal", "FATAL", ByHand.SOON);
        Path flag = file("fatal", "oome");
        Files.setAttribute(flag, "unix:uid", NOBODY);
        assertThat(dry("fatal").at("/evidence").asText()).isEqualTo("refused");
        Files.setAttribute(flag, "unix:uid", 0);
    }
}
