package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The verdicts on real JVMs, before and after they run out of memory. One supervisord serves all these tests. A
 * separate listener watches the programs c-*: where several configuration files exist, only a child of supervisord
 * finds its own.
 */
@OneByOne
@Timeout(120)
class JvmVerdictIT {

    private static SupervisordConfig config;
    private static RealSupervisord supervisord;

    @BeforeAll
    static void start() {
        config = ByHand.watched();
        TinyJvm armed = jvm("armed");
        program(armed, armed.onError("touch " + armed.file("oome")).command());
        TinyJvm exits = jvm("exits");
        program(exits, exits.with("-XX:+ExitOnOutOfMemoryError").command());
        TinyJvm unarmed = jvm("unarmed");
        program(unarmed, unarmed.command(), "directory=/usr");
        TinyJvm mismatch = jvm("mismatch");
        program(mismatch, mismatch.onError("touch " + mismatch.file("oome")).command(), oomeFile(mismatch, "other"));
        TinyJvm unwritable = jvm("unwritable");
        program(
                unwritable,
                unwritable.onError("touch " + unwritable.file("missing/oome")).command());
        TinyJvm mended = jvm("mended");
        program(mended, mended.onError("touch " + mended.file("missing/oome")).command());
        TinyJvm blocked = jvm("blocked");
        program(blocked, blocked.onError("touch " + blocked.folder()).command());
        TinyJvm pathless = jvm("pathless").onError("oome_flag");
        program(pathless, pathless.command(), oomeFile(pathless, "oome") + ",PATH=\"/usr/bin:/bin\"");
        TinyJvm unknown = jvm("unknown");
        program(unknown, unknown.onError("/srv/on-error.sh").command(), oomeFile(unknown, "oome"));
        TinyJvm ended = jvm("ended").onError("touch " + file("ended", "oome")).with("-XX:+ExitOnOutOfMemoryError");
        program(ended, ended.command(), "startsecs=0", "autorestart=true");
        TinyJvm dump = jvm("dump").onError("touch " + file("dump", "oome"));
        program(
                dump,
                dump.with("-XX:+HeapDumpOnOutOfMemoryError", "-XX:HeapDumpPath=" + dump.file("heap.hprof"))
                        .command());
        TinyJvm nowhere = jvm("nowhere").onError("touch " + file("nowhere", "oome"));
        program(
                nowhere,
                nowhere.with("-XX:+HeapDumpOnOutOfMemoryError", "-XX:HeapDumpPath=" + nowhere.file("missing/heap"))
                        .command());
        TinyJvm script = jvm("script");
        Path becomes =
                script.script("until test -e " + script.file("go") + "; do sleep 0.05; done\nexec " + script.inShell());
        program(script, Programs.command(becomes.toString()), "directory=" + script.folder());
        config.program("none", Programs.sleeper());
        ofListener();
        supervisord = config.start();
        for (String name : List.of(
                "armed",
                "exits",
                "unarmed",
                "mismatch",
                "unwritable",
                "mended",
                "blocked",
                "pathless",
                "unknown",
                "dump")) {
            supervisord.awaitStdout(name, "^started pid", ByHand.SOON);
        }
    }

    private static void ofListener() {
        TinyJvm wrapped = jvm("c-wrapped").onError("touch " + file("c-wrapped", "oome"));
        program(wrapped, Programs.command("sh", "-c", wrapped.inShell() + ";true"));
        TinyJvm plain = jvm("c-plain");
        program(plain, plain.command());
        TinyJvm off = jvm("c-off").with("-XX:+CrashOnOutOfMemoryError");
        program(off, off.command(), "autorestart=false");
        config.eventlistener("c-listener", jvm("c-listener").command(), "events=TICK_3600")
                .eventlistener("oome", Programs.installed("oome_monitor", "single", "-p", "c-*"), "events=TICK_5");
    }

    @AfterAll
    static void end() {
        if (supervisord != null) {
            supervisord.close();
        }
    }

    private static TinyJvm jvm(String name) {
        return TinyJvm.in(config.folder(), name);
    }

    private static Path file(String program, String name) {
        return config.folder().resolve(program).resolve(name);
    }

    private static String oomeFile(TinyJvm jvm, String name) {
        return "environment=OOME_FILE=\"" + jvm.file(name) + "\"";
    }

    private static void program(TinyJvm jvm, String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        config.program(jvm.folder().getFileName().toString(), all.toArray(String[]::new));
    }

    private static JsonNode verdict(String program) {
        return verdict(program, scanned("single", "-p", program));
    }

    private static JsonNode verdict(String program, JsonNode scanned) {
        return StreamSupport.stream(scanned.spliterator(), false)
                .filter(it -> it.get("name").asText().equals(program))
                .findFirst()
                .orElseThrow()
                .get("verdict");
    }

    private static JsonNode scanned(String... which) {
        List<String> words = new ArrayList<>(List.of("--dry", "--format", "json"));
        words.addAll(List.of(which));
        Launcher.Result result = ByHand.oomeMonitor(supervisord, words.toArray(String[]::new));
        return Schema.OOME_MONITOR.assertDescribes(result.out()).get("processes");
    }

    private static void assertVerdict(String program, String kind, String why) {
        assertVerdict(program, scanned("single", "-p", program), kind, why);
    }

    private static void assertVerdict(String program, JsonNode scanned, String kind, String why) {
        JsonNode verdict = verdict(program, scanned);
        assertThat(verdict.get("kind").asText()).as(verdict.toString()).isEqualTo(kind);
        assertThat(verdict.get("why").asText()).isEqualTo("JVM " + supervisord.pid(program) + ": " + why);
    }

    private static void trigger(String program) throws IOException {
        Files.createFile(file(program, "trigger"));
    }

    @Test
    void should_give_each_verdict() {
        JsonNode all = scanned("all");
        assertVerdict("armed", all, "armed", "it creates " + file("armed", "oome"));
        assertVerdict("exits", all, "exits", "ExitOnOutOfMemoryError ends it, and supervisord restarts it");
        assertVerdict("unarmed", all, "unarmed", "it has no OnOutOfMemoryError");
        assertThat(verdict("unarmed", all).get("add").asText())
                .isEqualTo("-XX:OnOutOfMemoryError=touch " + suggested("unarmed"));
        assertVerdict(
                "mismatch",
                all,
                "mismatch",
                "it creates " + file("mismatch", "oome") + ", but the monitor expects the flag at "
                        + file("mismatch", "other") + " (rule: OOME_FILE)");
        assertVerdict("unwritable", all, "unwritable", "its folder " + file("unwritable", "missing") + " is missing");
        assertVerdict(
                "pathless",
                all,
                "unwritable",
                "oome_flag is not on the JVM's PATH (/usr/bin:/bin): copy it there, or write its full path in the option");
        assertVerdict(
                "unknown",
                all,
                "unknown",
                "OnOutOfMemoryError is not understood: an unknown command in \"/srv/on-error.sh\"");
        assertThat(verdict("none", all).get("kind").asText()).isEqualTo("no JVM");
    }

    /** Not /tmp for root, where anybody can place a file that root owns. */
    private static String suggested(String program) {
        boolean isRoot = System.getProperty("user.name").equals("root");
        return (isRoot ? "/run/" : "/tmp/") + program + ".oome";
    }

    @Test
    void should_be_armed_as_soon_as_the_folder_of_the_flag_exists() throws Exception {
        assertVerdict("mended", "unwritable", "its folder " + file("mended", "missing") + " is missing");
        Files.createDirectory(file("mended", "missing"));
        assertVerdict("mended", "armed", "it creates " + file("mended", "missing/oome"));
    }

    @Test
    void should_give_a_remedy_for_a_folder_in_place_of_a_flag() {
        Launcher.Result result = ByHand.oomeMonitor(supervisord, "--dry", "single", "-p", "blocked");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out())
                .containsPattern("(?m)^blocked +RUNNING +\\d+ +unwritable +.*report +" + config.folder()
                        + "/blocked is a folder: remove it, or name a file in it");
    }

    @Test
    void should_show_the_verdicts_in_the_table() {
        Launcher.Result result = ByHand.oomeMonitor(supervisord, "--dry", "all");
        assertThat(result.out())
                .containsPattern("(?m)^armed +RUNNING +\\d+ +armed .*no flag " + file("armed", "oome"))
                .containsPattern("(?m)^exits +RUNNING +\\d+ +exits ")
                .containsPattern("(?m)^unarmed +RUNNING +\\d+ +unarmed .*; add" + " -XX:OnOutOfMemoryError=\"touch "
                        + suggested("unarmed") + "\"")
                .containsPattern("(?m)^mismatch +RUNNING +\\d+ +mismatch .*touch " + file("mismatch", "other"))
                .containsPattern("(?m)^unwritable +RUNNING +\\d+ +unwritable .* is missing")
                .containsPattern(
                        "(?m)^unknown +RUNNING +\\d+ +unknown .*; unknown: JVM .*; add -XX:OnOutOfMemoryError=")
                .containsPattern("(?m)^none +RUNNING +\\d+ +no JVM ");
    }

    @Test
    void should_warn_once_for_all_runs_that_an_error_would_go_unnoticed() {
        try (TickedListener listener = TickedListener.ready(
                supervisord, "single", "-p", "unarmed", "-p", "mismatch", "-p", "unwritable", "--listen")) {
            listener.ticks(3);
            long pid = supervisord.pid("unarmed");
            supervisord.ctl("restart", "unarmed");
            supervisord.awaitNewPid("unarmed", pid, ByHand.SOON);
            listener.ticks(3);
            for (String program : List.of("unarmed", "mismatch", "unwritable")) {
                assertThat(listener.said(program + ", if it runs out of memory: " + program))
                        .as(listener.launched().err())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void should_see_that_a_script_has_become_a_jvm() throws Exception {
        try (TickedListener listener = TickedListener.ready(supervisord, "single", "-p", "script", "--listen")) {
            listener.tick();
            assertThat(listener.says("if it runs out of memory")).isFalse();
            Files.createFile(file("script", "go"));
            supervisord.awaitStdout("script", "^started pid", ByHand.SOON);
            listener.tickUntil("script, if it runs out of memory: unarmed");
        }
    }

    /** From the configuration file of its supervisord. */
    @Test
    void should_warn_as_supervisords_child_of_a_stop_that_ends_only_the_shell_but_not_about_event_listeners() {
        supervisord.awaitStderr(
                "oome",
                "c-wrapped, if it runs out of memory: armed: JVM \\d+: .*; but a stop can end the shell but not"
                        + " the JVM behind it: add stopasgroup=true to \\[program:c-wrapped]$",
                ByHand.SOON);
        supervisord.awaitStderr("oome", "c-plain, if it runs out of memory: unarmed", ByHand.SOON);
        supervisord.awaitStderr(
                "oome",
                "c-off, if it runs out of memory: exits: .*; but supervisord does not restart it: set autorestart=true$",
                ByHand.SOON);
        supervisord.awaitStdout("oome", "(?s)(RESULT 2\nOK.*){3}", ByHand.SOON);
        assertThat(supervisord.stderrOf("oome"))
                .containsOnlyOnce("c-wrapped, if it runs out of memory")
                .containsOnlyOnce("c-plain, if it runs out of memory")
                .doesNotContain("c-listener, if it runs out of memory");
    }

    @Test
    void should_report_once_that_a_jvm_has_ended_by_itself() throws Exception {
        supervisord.awaitStdout("ended", "^started pid", ByHand.SOON);
        try (TickedListener listener = TickedListener.ready(supervisord, "single", "-p", "ended", "--listen")) {
            long pid = supervisord.pid("ended");
            trigger("ended");
            long next = supervisord.awaitNewPid("ended", pid, ByHand.SOON);
            supervisord.awaitStdout("ended", "^started pid " + next, ByHand.SOON);
            // Seen after the JVM's end, or in the milliseconds before.
            listener.tickUntil("ended: it ran out of memory and ended by itself, and supervisord started it again:"
                    + " flag " + file("ended", "oome") + " \\(rule: jvm\\)"
                    + "|ended not restarted: .* it ended by itself and was started again: it runs as pid " + next
                    + "|ended (re)?started: .* flag " + file("ended", "oome"));
            listener.ticks(3);
            assertThat(listener.launched().err().lines())
                    .filteredOn(it -> it.contains("flag " + file("ended", "oome")))
                    .filteredOn(it -> !it.matches(".*(if it runs out of memory|waits for the next scan|; deleted).*"))
                    .hasSize(1);
            assertThat(supervisord.pid("ended")).isEqualTo(next);
            assertThat(ByHand.spawned(supervisord, "ended")).isEqualTo(2);
            assertThat(file("ended", "oome")).doesNotExist();
        }
    }

    @Test
    void should_name_the_heap_dump_or_why_there_is_none() throws Exception {
        Path heap = file("dump", "heap.hprof");
        assertThat(verdict("dump").get("cautions")).isEmpty();
        long pid = supervisord.pid("dump");
        Launcher.Result first = outOfMemory("dump", "started pid " + pid);
        assertThat(first.out()).containsPattern("; heap dump " + heap + " \\(\\d+ MB\\)");
        long next = supervisord.awaitNewPid("dump", pid, ByHand.SOON);
        supervisord.awaitStdout("dump", "^started pid " + next, ByHand.SOON);

        String inTheWay = "no heap dump: " + heap + " already exists, and HotSpot does not overwrite it; move it away";
        assertThat(verdict("dump").at("/cautions/0").asText()).isEqualTo(inTheWay);
        Launcher.Result second = outOfMemory("dump", "started pid " + next);
        assertThat(second.out()).contains(inTheWay);
    }

    @Test
    void should_report_a_missing_folder_of_a_heap_dump() throws Exception {
        Path heap = file("nowhere", "missing/heap");
        supervisord.awaitStdout("nowhere", "^started pid", ByHand.SOON);
        assertThat(verdict("nowhere").at("/cautions/0").asText())
                .isEqualTo("a heap dump would fail: " + heap + ": " + heap.getParent() + " is missing");
        Launcher.Result result = outOfMemory("nowhere", "started pid");
        assertThat(result.out()).contains("; no heap dump " + heap + ": " + heap.getParent() + " is missing");
    }

    /** The table of the scan that restarted it. */
    private static Launcher.Result outOfMemory(String program, String started) throws IOException {
        trigger(program);
        supervisord.awaitStdout(program, "(?s)" + started + ".*^OutOfMemoryError$", ByHand.SOON);
        Launcher.Result result = ByHand.oomeMonitor(supervisord, "single", "-p", program);
        assertThat(result.exit()).as(result.toString()).isZero();
        return result;
    }
}
