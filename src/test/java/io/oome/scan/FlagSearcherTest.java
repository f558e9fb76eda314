package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.jvm.JvmVariables;
import io.oome.proc.FakeProc;
import io.oome.proc.MountView;
import io.oome.proc.Proc;
import io.oome.proc.Reading;
import io.oome.scan.FlagSearcher.Subject;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FlagSearcherTest {

    private static final int PID = 7;
    private static final Namespec WEB = Namespec.parse("workers:web_00");
    private static final Optional<ProcessFacts> NOT_SEEN = Optional.empty();
    private static final Optional<String> NO_DIRECTORY = Optional.empty();

    @RegisterExtension
    final FakeProc fake = new FakeProc();

    private final Map<String, String> configured = new HashMap<>();
    private Optional<String> option = Optional.empty();
    private FakeProc.Process process;

    @BeforeEach
    void run_a_process() {
        process = fake.process(PID).cwd("/srv/app");
    }

    @ParameterizedTest
    @CsvSource({
        "/o, /g, /n, /e, /h, /o, OPTION",
        ", /g, /n, /e, /h, /g, CONFIGURATION",
        ", , /n, /e, /h, /n, CONFIGURATION",
        ", , , /e, /h, /e, OOME_FILE",
        ", , , , /h, /h/work/oome, HOMEDIR",
        ", , , , , /srv/app/work/oome, CWD",
        ", , , , /h/, /h/work/oome, HOMEDIR",
        ", , , , /, /work/oome, HOMEDIR",
        ", , , , home, /srv/app/home/work/oome, HOMEDIR",
        "o, , , , , /srv/app/o, OPTION",
        ", c/x, , , , /srv/app/c/x, CONFIGURATION",
        ", , , e, , /srv/app/e, OOME_FILE",
        "/tmp/%(group_name)s/%(process_name)s, , , , , /tmp/workers/web_00, OPTION",
        ", , /tmp/%(process_name)s, , , /tmp/web_00, CONFIGURATION",
        ", , , %(process_name)s.%(process_name)s, , /srv/app/web_00.web_00, OOME_FILE",
        ", , , , /%(process_name)s, /%(process_name)s/work/oome, HOMEDIR",
    })
    void should_take_the_first_rule_that_gives_a_path(
            String o, String byGroup, String byName, String oomeFile, String homedir, Path path, FlagRule rule) {
        option = Optional.ofNullable(o);
        Optional.ofNullable(byGroup).ifPresent(it -> configured.put("workers:web_00", it));
        Optional.ofNullable(byName).ifPresent(it -> configured.put("web_00", it));
        process.environ(
                oomeFile == null ? "A=1" : "OOME_FILE=" + oomeFile, homedir == null ? "B=2" : "HOMEDIR=" + homedir);

        assertThat(search().found()).hasValue(new FlagPath(path, rule, path));
    }

    @Test
    void should_say_why_each_earlier_rule_was_passed_over() {
        FlagSearch search = search();
        assertThat(search.reasons())
                .isEqualTo("-o: not given"
                        + "; configuration: no oome-monitor.files.\"workers:web_00\""
                        + "; OOME_FILE: OOME_FILE is not in its environment"
                        + "; jvm: no JVM found"
                        + "; HOMEDIR: HOMEDIR is not in its environment");
        assertThat(search.isGuess()).isFalse();
        assertThat(search.unknowns()).isEmpty();
    }

    @Test
    void should_ignore_the_configuration_of_another_process() {
        configured.put("workers:web_01", "/other");
        configured.put("workers", "/group");
        assertThat(search().found().orElseThrow().rule()).isEqualTo(FlagRule.CWD);
    }

    @Test
    void should_report_an_unreadable_environment() {
        Reading.Denied<io.oome.proc.Environ> denied = new Reading.Denied<>("/proc/7/environ");
        ProcessFacts facts = facts();
        FlagSearch search = search(
                Optional.of(new ProcessFacts(
                        facts.run(),
                        facts.status(),
                        denied,
                        facts.cwd(),
                        facts.mountView(),
                        facts.jvm(),
                        Optional.empty())),
                NO_DIRECTORY);

        assertThat(search.found().orElseThrow().rule()).isEqualTo(FlagRule.CWD);
        assertThat(search.isGuess()).isTrue();
        assertThat(search.unknowns()).isEqualTo("OOME_FILE: " + denied.reason() + "; HOMEDIR: " + denied.reason());
    }

    @Test
    void should_use_supervisords_directory_if_the_cwd_is_unreadable() {
        process.without("cwd");
        assertThat(search(Optional.of(facts()), Optional.of("/srv/configured")).found())
                .map(FlagPath::shown)
                .hasValue(Path.of("/srv/configured/work/oome"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "app", "~/app"})
    void should_find_no_path_without_an_absolute_directory(String directory) {
        process.without("cwd");
        FlagSearch search = search(Optional.of(facts()), Optional.of(directory).filter(it -> !it.isEmpty()));
        assertThat(search.found()).isEmpty();
        assertThat(search.reasons())
                .endsWith("; cwd: cwd unknown (" + facts().cwd().reason()
                        + "), and the program has no absolute directory=");
    }

    @Test
    void should_not_ask_supervisord_for_a_directory_that_proc_tells() {
        FlagSearch search = searcher().search(subject(Optional.of(facts()), true), any -> {
            throw new AssertionError("asked");
        });
        assertThat(search.found()).isPresent();
    }

    @Test
    void should_find_the_flag_of_a_process_that_is_down_by_its_configuration() {
        assertThat(search(NOT_SEEN, Optional.of("/srv/configured")).found())
                .map(FlagPath::shown)
                .hasValue(Path.of("/srv/configured/work/oome"));
        option = Optional.of("/o");
        assertThat(search(NOT_SEEN, NO_DIRECTORY).found())
                .hasValue(new FlagPath(Path.of("/o"), FlagRule.OPTION, Path.of("/o")));
    }

    @Test
    void should_say_what_is_unknown_of_a_process_that_is_down() {
        FlagSearch search = search(NOT_SEEN, NO_DIRECTORY);
        assertThat(search.found()).isEmpty();
        assertThat(search.reasons())
                .isEqualTo("-o: not given"
                        + "; configuration: no oome-monitor.files.\"workers:web_00\""
                        + "; OOME_FILE: the process is down, and its environment was never read"
                        + "; jvm: its command is unknown"
                        + "; HOMEDIR: the process is down, and its environment was never read"
                        + "; cwd: cwd unknown (the process is down, and its cwd was never read), and the program has no"
                        + " absolute directory=");
    }

    @Test
    void should_apply_only_the_operators_rules_to_an_unproven_process() {
        process.environ("OOME_FILE=/e", "HOMEDIR=/h");
        Subject unproven = new Subject(WEB, NOT_SEEN, () -> new Reading.Known<>(MountView.OURS), false, true);
        assertThat(searcher()
                        .search(unproven, any -> Optional.of(program(Optional.of("/srv"), Optional.empty())))
                        .found())
                .isEmpty();
        configured.put("web_00", "/n");
        assertThat(searcher().search(unproven, any -> Optional.empty()).found())
                .hasValue(new FlagPath(Path.of("/n"), FlagRule.CONFIGURATION, Path.of("/n")));
        option = Optional.of("/o");
        assertThat(searcher().search(unproven, any -> Optional.empty()).found())
                .hasValue(new FlagPath(Path.of("/o"), FlagRule.OPTION, Path.of("/o")));
    }

    @Test
    void should_reach_a_deleted_working_directory_through_its_link() {
        process.cwd("/srv/app (deleted)").environ("OOME_FILE=/tmp/flag");
        assertThat(search().found()).map(FlagPath::path).hasValue(Path.of("/tmp/flag"));
        process.environ("OOME_FILE=flag");
        FlagPath through = new FlagPath(
                Path.of("/srv/app/flag"), FlagRule.OOME_FILE, fake.proc().file(PID, "cwd/flag"));
        assertThat(search().found()).hasValue(through);
        assertThat(through.isInOurView()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"a\0b, is not a valid path", "/, is not a file", "'', is not a file"})
    void should_pass_over_a_path_that_names_no_file(String path, String reason) {
        option = Optional.of(path);
        FlagSearch search = search();
        assertThat(search.found().orElseThrow().rule()).isEqualTo(FlagRule.CWD);
        assertThat(search.reasons()).startsWith("-o: \"" + path + "\" " + reason);
    }

    /** PATH_MAX counts the NUL at the end. */
    @Test
    void should_pass_over_a_path_too_long_for_the_kernel() {
        process.environ("OOME_FILE=/" + "é/".repeat(1364) + "ab");
        assertThat(search().found().orElseThrow().rule()).isEqualTo(FlagRule.OOME_FILE);
        process.environ("OOME_FILE=/" + "é/".repeat(1364) + "abc");
        assertThat(search().found().orElseThrow().rule()).isEqualTo(FlagRule.CWD);
        assertThat(search().unknowns()).isEqualTo("OOME_FILE: the path is longer than 4096 bytes");
    }

    /** Fault 18: 224 s a scan. */
    @Test
    void should_not_follow_a_path_of_thousands_of_names_through_another_root() throws Exception {
        Path theirs = Files.createDirectories(fake.folder().resolve("theirs"));
        process.root(theirs).mountNamespace(2).environ("OOME_FILE=" + "/a".repeat(65_000));
        assertThat(search().found().orElseThrow().rule()).isEqualTo(FlagRule.CWD);
        process.environ("OOME_FILE=" + "/a".repeat(2000));
        assertThat(search().found().orElseThrow().rule()).isEqualTo(FlagRule.CWD);
        assertThat(search().isGuess()).isTrue();
    }

    @Test
    void should_resolve_the_paths_of_a_process_in_its_own_file_system() throws Exception {
        Path theirs = Files.createDirectories(fake.folder().resolve("theirs"));
        Files.createDirectories(theirs.resolve("var"));
        Files.createSymbolicLink(theirs.resolve("var/run"), Path.of("/run"));
        process.root(theirs).mountNamespace(2).environ("OOME_FILE=/var/run/flag");
        Path through = fake.proc().file(PID, "root");

        assertThat(search().found())
                .hasValue(new FlagPath(Path.of("/var/run/flag"), FlagRule.OOME_FILE, through.resolve("run/flag")));

        process.environ("OOME_FILE=flag");
        assertThat(search().found()).map(FlagPath::path).hasValue(through.resolve("srv/app/flag"));

        process.environ("HOMEDIR=/var/run");
        assertThat(search().found()).map(FlagPath::path).hasValue(through.resolve("run/work/oome"));
    }

    @Test
    void should_resolve_the_operators_paths_in_our_file_system() {
        process.root(fake.folder()).mountNamespace(2);
        option = Optional.of("/tmp/flag");
        assertThat(search().found()).map(FlagPath::path).hasValue(Path.of("/tmp/flag"));
        option = Optional.empty();
        configured.put("web_00", "/tmp/flag");
        assertThat(search().found()).map(FlagPath::path).hasValue(Path.of("/tmp/flag"));
    }

    @Test
    void should_pass_over_a_path_whose_links_loop() throws Exception {
        Path theirs = Files.createDirectories(fake.folder().resolve("theirs"));
        Files.createSymbolicLink(theirs.resolve("loop"), Path.of("/loop"));
        process.root(theirs).mountNamespace(2).environ("OOME_FILE=/loop/flag");
        assertThat(search().found().orElseThrow().rule()).isEqualTo(FlagRule.CWD);
        assertThat(search().reasons()).contains("OOME_FILE: \"/loop/flag\"", "too many symbolic links");
    }

    @Test
    void should_name_path_and_rule() {
        FlagPath flag = new FlagPath(Path.of("/tmp/oome"), FlagRule.OPTION, Path.of("/proc/7/root/tmp/oome"));
        assertThat(flag).hasToString("/tmp/oome (rule: -o)");
    }

    /** A process can name a path long enough to fill a log. */
    @Test
    void should_show_the_ends_of_a_long_path() {
        Path path = Path.of("/tmp/" + "x/".repeat(1900) + "oome");
        assertThat(new FlagPath(path, FlagRule.OOME_FILE, path).toString())
                .hasSizeLessThan(230)
                .startsWith("/tmp/x/x/")
                .endsWith("/x/oome (rule: OOME_FILE)");
        process.environ("OOME_FILE=/" + "x".repeat(3000));
        assertThat(search().found().orElseThrow().text()).hasSize(200);
    }

    private FlagSearch search() {
        return search(Optional.of(facts()), NO_DIRECTORY);
    }

    private FlagSearch search(Optional<ProcessFacts> facts, Optional<String> directory) {
        return searcher().search(subject(facts, true), any -> Optional.of(program(directory, Optional.empty())));
    }

    private static Subject subject(Optional<ProcessFacts> facts, boolean isSelected) {
        return new Subject(WEB, facts, () -> new Reading.Known<>(MountView.OURS), true, isSelected);
    }

    private static ProcessConfig program(Optional<String> directory, Optional<String> command) {
        return new ProcessConfig(WEB, directory, Optional.empty(), command);
    }

    private FlagSearcher searcher() {
        return new FlagSearcher(option, configured, fake.proc());
    }

    private ProcessFacts facts() {
        Proc proc = fake.proc();
        return new ProcessFacts(
                proc.run(PID).known().orElseThrow(),
                proc.status(PID),
                proc.environ(PID, JvmVariables.NAMES::contains),
                proc.cwd(PID),
                proc.mountView(PID),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void should_not_apply_the_option_to_an_unselected_process() {
        option = Optional.of("/o");
        Subject other = subject(Optional.of(facts()), false);
        assertThat(searcher().search(other, any -> Optional.empty()).found())
                .map(FlagPath::rule)
                .hasValue(FlagRule.CWD);
    }

    @Test
    void should_read_the_configured_command_of_a_process_down_and_never_seen() {
        assertThat(configuredFlag("java -XX:OnOutOfMemoryError=\"touch /tmp/web.oome\" -jar web.jar"))
                .hasValue(new FlagPath(Path.of("/tmp/web.oome"), FlagRule.JVM, Path.of("/tmp/web.oome")));
        assertThat(configuredFlag("java -XX:OnOutOfMemoryError=\"touch oome\" -jar web.jar"))
                .map(FlagPath::path)
                .hasValue(Path.of("/srv/web/oome"));
        assertThat(configuredFlag("/srv/run.sh")).map(FlagPath::rule).hasValue(FlagRule.CWD);
    }

    @Test
    void should_not_ask_for_the_command_of_a_process_that_was_seen() {
        FlagSearch search = searcher()
                .search(
                        subject(Optional.of(facts()), true),
                        any -> Optional.of(
                                program(NO_DIRECTORY, Optional.of("java -XX:OnOutOfMemoryError='touch /f'"))));
        assertThat(search.found()).map(FlagPath::rule).hasValue(FlagRule.CWD);
    }

    @Test
    void should_say_why_a_command_gives_no_path() {
        FlagSearch search = searcher()
                .search(
                        subject(NOT_SEEN, true),
                        any -> Optional.of(program(Optional.of("/srv/web"), Optional.of("/srv/run.sh"))));
        assertThat(search.unknowns())
                .contains("jvm: its command: not understood: \"/srv/run.sh\" may or may not start a JVM");
        assertThat(search.isGuess()).isTrue();
    }

    private Optional<FlagPath> configuredFlag(String command) {
        return searcher()
                .search(
                        subject(NOT_SEEN, true),
                        any -> Optional.of(program(Optional.of("/srv/web"), Optional.of(command))))
                .found();
    }
}
