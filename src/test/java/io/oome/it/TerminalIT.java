package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table, and what is printed beside it, on a terminal. */
@OneByOne
@Timeout(90)
class TerminalIT {

    private static final Map<String, String> COLOURLESS = Map.of("NO_COLOR", "1");

    private static RealSupervisord supervisord;
    private static Path flag;

    @BeforeAll
    static void start() {
        SupervisordConfig config = ByHand.watched();
        flag = config.folder().resolve("slow.oome");
        supervisord = config.program("api", Programs.sleeper(), "directory=" + config.folder())
                .program("slow", Programs.slowStopper(3), "environment=OOME_FILE=\"" + flag + "\"")
                .program(
                        "with-a-name-of-middling-length",
                        Programs.sleeper(),
                        "directory=" + config.folder(),
                        "environment=HOMEDIR=\"/srv/a/rather/long/path/" + "x".repeat(60) + "\"")
                .start();
        for (String program : new String[] {"api", "slow", "with-a-name-of-middling-length"}) {
            supervisord.awaitState(program, "RUNNING", ByHand.SOON);
        }
    }

    @AfterAll
    static void end() {
        supervisord.close();
    }

    @AfterEach
    void removeFlag() throws Exception {
        Files.deleteIfExists(flag);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100, 200})
    void should_fit_the_terminal_and_print_urgent_reasons_in_full(int columns) throws Exception {
        Files.createFile(flag);
        Launcher.Result result = Terminal.run(supervisord, columns, COLOURLESS, "--dry", "all");
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.out().lines()).allMatch(it -> it.codePointCount(0, it.length()) <= columns);
        assertThat(result.out().lines().skip(1).findFirst().orElseThrow()).startsWith("slow ");
        assertThat(result.out().replaceAll("\\s+", " ")).contains("OutOfMemoryError flag " + flag);
        assertThat(result.out().lines().filter(it -> it.startsWith("with-a-name-of")))
                .hasSize(1)
                .allMatch(it -> columns == 200 || it.endsWith("…"));
        assertThat(result.out().lines().findFirst().orElseThrow().contains("UPTIME"))
                .isEqualTo(columns == 200);
        assertThat(result.out()).doesNotContain("\033");
    }

    @Test
    void should_use_an_exported_width() {
        Launcher.Result result = Terminal.run(supervisord, 80, Map.of("COLUMNS", "200"), "--dry", "all");
        assertThat(result.out().lines().findFirst().orElseThrow()).contains("UPTIME");
    }

    @Test
    void should_colour_a_terminal_unless_told_not_to() throws Exception {
        Files.createFile(flag);
        assertThat(Terminal.run(supervisord, 200, Map.of(), "--dry", "all").out())
                .contains("\033[31mslow ", "\033[2mapi ");
        assertThat(Terminal.run(supervisord, 200, Map.of("TERM", "dumb"), "--dry", "all")
                        .out())
                .doesNotContain("\033");
        assertThat(Terminal.run(supervisord, 200, Map.of(), "--help").out()).contains("\033[");
        assertThat(Terminal.run(supervisord, 200, COLOURLESS, "--help").out()).doesNotContain("\033");
    }

    /** The reset sequence would end up at the start of the next line. */
    @Test
    void should_not_colour_the_log() {
        Launcher.Result result = Terminal.run(supervisord, 100, Map.of(), "--verbose", "--dry", "single", "-p", "api");
        assertThat(result.out()).doesNotContainPattern("\033\\[[0-9;]*m[^a-z]*20\\d\\d-");
    }

    @Test
    void should_show_what_it_waits_for_and_finally_the_new_pid() throws Exception {
        Files.createFile(flag);
        long pid = supervisord.pid("slow");
        Launcher.Result result = Terminal.run(supervisord, 100, COLOURLESS, "single", "-p", "slow");
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.out()).contains("\rwaiting for slow (stop) 1 s\r", "\rwaiting for slow (stop) 2 s\r");
        String table = result.out().substring(result.out().lastIndexOf('\r') + 1);
        assertThat(table).startsWith("PROCESS ");
        assertThat(table).contains(pid + " → " + supervisord.pid("slow"));
        assertThat(table).endsWith(" 1 restarted\n");
    }
}
