package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Real JVMs run out of memory, and no setting says where their flags are. One supervisord and one listener serve all
 * these tests; each starts its own program.
 */
@OneByOne
@Timeout(120)
class JvmRuleIT {

    private static final int NOBODY = 65534;

    private static SupervisordConfig config;
    private static RealSupervisord supervisord;
    private static TickedListener listener;
    private static Optional<Path> otherHome;

    @BeforeAll
    static void start() throws IOException {
        Path ours = Path.of(System.getProperty("java.home")).toRealPath();
        otherHome = JavaHomes.all().filter(it -> !it.equals(ours)).findFirst();
        config = ByHand.watched();
        OtherUser.letIn(config.folder());
        direct();
        behindAnother();
        optionsElsewhere();
        oomeFlag();
        supervisord = config.start();
        listener = TickedListener.ready(supervisord, "all", "--listen");
    }

    @AfterAll
    static void end() {
        try {
            if (listener != null) {
                listener.close();
            }
        } finally {
            if (supervisord != null) {
                supervisord.close();
            }
        }
    }

    private static void direct() {
        TinyJvm heap = jvm("heap");
        program(heap, heap.onError("touch " + heap.file("oome")).command());
        TinyJvm array = jvm("array").onError("echo %p > '" + file("array", "oo me") + "'");
        program(array, Programs.command(array.wordsThatLeak("array")));
        TinyJvm metaspace = jvm("metaspace").with("-XX:MaxMetaspaceSize=10m").onError("date; touch oome.%p");
        program(metaspace, Programs.command(metaspace.wordsThatLeak("metaspace")), "directory=" + metaspace.folder());
        otherHome.ifPresent(home -> {
            TinyJvm other = jvm("other").of(home);
            program(other, other.onError("touch " + other.file("oome")).command());
        });
    }

    private static void behindAnother() throws IOException {
        TinyJvm shell = jvm("shell").onError("touch " + file("shell", "oome"));
        program(shell, Programs.command("sh", "-c", shell.inShell() + ";true"), "stopasgroup=true");
        TinyJvm exec = jvm("exec").onError("touch " + file("exec", "oome"));
        Path script = exec.script("until test -e " + exec.file("go") + "; do sleep 0.05; done\nexec " + exec.inShell());
        program(exec, Programs.command(script.toString()));
        TinyJvm inner = jvm("inner").onError("touch oome");
        Path changes = inner.script(
                "mkdir -p " + inner.file("x") + "\n(cd " + inner.file("x") + " && " + inner.inShell() + ")\ntrue");
        program(inner, Programs.command(changes.toString()), "stopasgroup=true");
        TinyJvm exports = jvm("exports").onError("touch \"$OOME_FILE\"");
        Path exporting =
                exports.script("export OOME_FILE=" + exports.file("own.oome") + "\n" + exports.inShell() + "\ntrue");
        program(exports, Programs.command(exporting.toString()), "stopasgroup=true");
        TinyJvm first = jvm("two").onError("touch " + file("two", "oome"));
        TinyJvm second = jvm("second").onError("touch " + file("second", "oome"));
        program(
                first,
                Programs.command("sh", "-c", first.inShell() + "& " + second.inShell() + "& wait"),
                "stopasgroup=true");
        TinyJvm nobody = jvm("nobody").of(JavaHomes.forAllUsers()).onError("touch " + file("nobody", "oome"));
        List<String> words = new ArrayList<>(List.of("runuser", "-u", "nobody", "--"));
        words.addAll(List.of(nobody.words()));
        program(nobody, Programs.command(words.toArray(String[]::new)), "stopasgroup=true");
    }

    private static void optionsElsewhere() throws IOException {
        TinyJvm arguments = jvm("argfile");
        program(arguments, withArgfile(arguments).command());
        TinyJvm variable = jvm("variable");
        program(
                variable,
                variable.command(),
                "environment=JAVA_TOOL_OPTIONS=\"-XX:OnOutOfMemoryError='touch " + variable.file("oome") + "' -Da=b\"");
        if (otherHome.isPresent()) {
            TinyJvm other = jvm("other-argfile").of(otherHome.get());
            program(other, withArgfile(other).command());
        }
    }

    private static TinyJvm withArgfile(TinyJvm jvm) throws IOException {
        Path file = Files.writeString(
                jvm.file("args"), "\"-XX:OnOutOfMemoryError=touch " + jvm.file("oome") + "\"\n-Dmore=of.it\n");
        return jvm.with("@" + file);
    }

    private static void oomeFlag() {
        String path = "PATH=\"" + Launcher.program("oome_flag").getParent() + ":%(ENV_PATH)s\"";
        TinyJvm named = jvm("flag-named").onError("oome_flag");
        program(
                named,
                named.command(),
                "environment=" + path + ",OOME_FILE=\"" + named.file("%%(process_name)s") + "\"");
        TinyJvm custom = jvm("flag-custom").onError("oome_flag");
        program(custom, custom.command(), "environment=" + path, "directory=" + custom.folder());
    }

    private static TinyJvm jvm(String name) {
        return TinyJvm.in(config.folder(), name);
    }

    private static Path file(String program, String name) {
        return config.folder().resolve(program).resolve(name);
    }

    private static void program(TinyJvm jvm, String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        all.addAll(List.of("autostart=false", "startsecs=0"));
        config.program(jvm.folder().getFileName().toString(), all.toArray(String[]::new));
    }

    private static void start(String program) {
        supervisord.ctl("start", program);
        listener.tick();
        supervisord.awaitStdout(program, "^started pid", ByHand.SOON);
    }

    private static void assertRestartedOnceFor(String program, Path flag) throws IOException {
        start(program);
        assertRestartedOnceFor(program, Pattern.quote(flag.toString()) + " \\(rule: jvm\\)");
    }

    private static void assertRestartedOnceFor(String program, String flag) throws IOException {
        assertRestartedOnceFor(program, flag, file(program, "trigger"));
    }

    private static void assertRestartedOnceFor(String program, String flag, Path trigger) throws IOException {
        long pid = supervisord.pid(program);
        listener.tick();
        Files.createFile(trigger);
        listener.tickUntil("INFO " + program + " restarted: OutOfMemoryError flag " + flag + ", \\d+ s old; pid " + pid
                + " → \\d+$");
        long next = supervisord.awaitNewPid(program, pid, ByHand.SOON);
        listener.ticks(3);
        assertThat(supervisord.pid(program)).isEqualTo(next);
        assertThat(ByHand.spawned(supervisord, program)).isEqualTo(2);
        assertThat(listener.said("INFO " + program + " restarted: ")).isEqualTo(1);
        supervisord.ctl("stop", program);
    }

    @Test
    void should_restart_a_jvm_that_has_run_out_of_heap() throws Exception {
        assertRestartedOnceFor("heap", file("heap", "oome"));
        assertThat(file("heap", "oome")).doesNotExist();
    }

    @Test
    void should_restart_a_jvm_whose_array_was_too_large() throws Exception {
        assertRestartedOnceFor("array", file("array", "oo me"));
    }

    @Test
    void should_restart_a_jvm_that_has_run_out_of_metaspace() throws Exception {
        start("metaspace");
        assertRestartedOnceFor(
                "metaspace",
                Pattern.quote(file("metaspace", "oome." + supervisord.pid("metaspace"))
                                .toString()) + " \\(rule: jvm\\)");
    }

    @Test
    void should_restart_a_jvm_of_another_version() throws Exception {
        assumeThat(otherHome).as("there is another JDK").isPresent();
        assertRestartedOnceFor("other", file("other", "oome"));
    }

    @Test
    void should_restart_a_shell_whose_jvm_has_run_out_of_memory() throws Exception {
        assertRestartedOnceFor("shell", file("shell", "oome"));
    }

    /** The first scan finds a shell with the same pid. */
    @Test
    void should_restart_a_script_that_has_become_the_jvm() throws Exception {
        supervisord.ctl("start", "exec");
        listener.ticks(2);
        Files.createFile(file("exec", "go"));
        assertRestartedOnceFor("exec", file("exec", "oome"));
    }

    @Test
    void should_look_in_the_folder_that_a_script_changes_to() throws Exception {
        assertRestartedOnceFor("inner", file("inner", "x/oome"));
    }

    @Test
    void should_expand_a_variable_that_a_script_sets() throws Exception {
        start("exports");
        assertRestartedOnceFor(
                "exports", Pattern.quote(file("exports", "own.oome").toString()) + " \\(rule: OOME_FILE\\)");
    }

    @Test
    void should_know_which_of_two_jvms_has_run_out_of_memory() throws Exception {
        start("two");
        supervisord.awaitStdout("two", "^started pid \\d+\nstarted pid", ByHand.SOON);
        assertRestartedOnceFor(
                "two",
                Pattern.quote(file("second", "oome").toString()) + " \\(rule: jvm\\) of JVM " + pidOfSecond(),
                file("second", "trigger"));
    }

    private static long pidOfSecond() {
        return ProcessHandle.of(supervisord.pid("two"))
                .orElseThrow()
                .descendants()
                .filter(it -> it.info().commandLine().orElse("").contains("/second/trigger"))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    @Test
    void should_trust_the_user_that_the_jvm_runs_as() throws Exception {
        OtherUser.assumeRoot();
        Files.setAttribute(file("nobody", ""), "unix:uid", NOBODY);
        assertRestartedOnceFor("nobody", file("nobody", "oome"));
        assertThat(file("nobody", "oome")).exists();
    }

    @Test
    void should_read_an_argfile() throws Exception {
        assertRestartedOnceFor("argfile", file("argfile", "oome"));
    }

    @Test
    void should_read_an_argfile_of_another_version() throws Exception {
        assumeThat(otherHome).as("there is another JDK").isPresent();
        assertRestartedOnceFor("other-argfile", file("other-argfile", "oome"));
    }

    @Test
    void should_read_java_tool_options() throws Exception {
        assertRestartedOnceFor("variable", file("variable", "oome"));
    }

    @Test
    void should_find_the_flag_of_oome_flag_with_OOME_FILE() throws Exception {
        start("flag-named");
        assertRestartedOnceFor(
                "flag-named", Pattern.quote(file("flag-named", "flag-named").toString()) + " \\(rule: OOME_FILE\\)");
    }

    @Test
    void should_find_the_flag_of_oome_flag_without_OOME_FILE() throws Exception {
        assertRestartedOnceFor("flag-custom", file("flag-custom", "work/oome"));
    }
}
