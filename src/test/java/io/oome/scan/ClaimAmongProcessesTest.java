package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A claim is the kernel's word on who is alive: only other processes can show it. */
@Timeout(60)
class ClaimAmongProcessesTest {

    @TempDir
    Path folder;

    private final List<Process> monitors = new ArrayList<>();
    private FlagPath flag;

    @BeforeEach
    void leave_a_flag() throws IOException {
        flag = new FlagPath(folder.resolve("oome"), FlagRule.OPTION, folder.resolve("oome"));
        Files.createFile(flag.path());
    }

    @AfterEach
    void end_all_monitors() throws InterruptedException {
        for (Process monitor : monitors) {
            monitor.destroyForcibly().waitFor();
        }
    }

    @Test
    void should_not_take_over_the_claim_of_a_live_monitor() throws Exception {
        Process monitor = monitor("take");
        assertThat(result(monitor)).isEqualTo("got it");
        assertThat(flag.path()).doesNotExist();
        assertThat(takeOver()).isEmpty();
        assertThat(takeOver()).isEmpty();
        assertThat(flag.claim()).exists();
    }

    @Test
    void should_take_over_the_claim_of_a_dead_monitor() throws Exception {
        Process monitor = monitor("take");
        assertThat(result(monitor)).isEqualTo("got it");
        assertThat(monitor.destroyForcibly().waitFor()).isNotZero();
        try (Claim claim = takeOver().orElseThrow()) {
            claim.fulfil();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void should_give_the_flag_to_one_of_several_monitors() throws Exception {
        List<Process> all = List.of(monitor("take"), monitor("take"), monitor("take"));
        List<String> results = new ArrayList<>();
        for (Process monitor : all) {
            go(monitor);
        }
        for (Process monitor : all) {
            results.add(line(monitor));
        }
        assertThat(results).containsExactlyInAnyOrder("got it", "lost", "lost");
    }

    /** To close a file ends all locks that a process has on it: our own second look must not open it again. */
    @Test
    void should_hold_our_claim_against_others_whatever_else_we_look_at() throws Exception {
        try (Claim claim = Claim.take(flag, ClaimTest.seen(flag.path())).orElseThrow()) {
            assertThat(takeOver()).isEmpty();
            FlagPath alias = alias();
            assertThat(Claim.takeOver(alias, ClaimTest.seen(alias.claim()))).isEmpty();
            assertThat(result(monitor("takeOver"))).isEqualTo("lost");
            assertThat(claim).isNotNull();
        }
        assertThat(result(monitor("takeOver"))).isEqualTo("got it");
    }

    /** The same flag by another path, as two processes may name it. */
    private FlagPath alias() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("alias"), folder);
        return new FlagPath(link.resolve("oome"), FlagRule.OOME_FILE, link.resolve("oome"));
    }

    private Optional<Claim> takeOver() throws IOException {
        return Claim.takeOver(flag, ClaimTest.seen(flag.claim()));
    }

    /** Started and ready. */
    private Process monitor(String what) throws IOException {
        Process monitor = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherMonitor.class.getName(),
                        flag.path().toString(),
                        what)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        monitors.add(monitor);
        assertThat(line(monitor)).isEqualTo("ready");
        return monitor;
    }

    private static String result(Process monitor) throws IOException {
        go(monitor);
        return line(monitor);
    }

    private static void go(Process monitor) throws IOException {
        monitor.outputWriter().append('\n').flush();
    }

    private static String line(Process monitor) throws IOException {
        BufferedReader out = monitor.inputReader();
        return out.readLine();
    }
}
