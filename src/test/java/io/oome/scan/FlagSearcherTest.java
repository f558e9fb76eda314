package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.proc.Environ;
import io.oome.proc.FakeProc;
import io.oome.proc.MountView;
import io.oome.proc.Proc;
import io.oome.proc.Reading;
import io.oome.supervisor.Namespec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    void should_give_the_reason_why_each_earlier_rule_was_passed_over() {
        FlagSearch search = search();
        assertThat(search.reasons())
                .isEqualTo("-o: not given"
                        + "; configuration: no oome-monitor.files.\"workers:web_00\""
                        + "; OOME_FILE: OOME_FILE is not in its environment"
                        + "; HOMEDIR: HOMEDIR is not in its environment");
        assertThat(search.isGuess()).isFalse();
        assertThat(search.unknowns()).isEmpty();
    }

    @Test
    void should_not_look_at_another_process_configuration() {
        configured.put("workers:web_01", "/other");
        configured.put("workers", "/group");
        assertThat(search().found().orElseThrow().rule()).isEqualTo(FlagRule.CWD);
    }

    @Test
    void should_say_that_the_environment_may_not_be_read() {
        Reading<Environ> denied = new Reading.Denied<>("/proc/7/environ");
        ProcessFacts facts = facts();
        FlagSearch search = search(
                Optional.of(new ProcessFacts(facts.run(), facts.uid(), denied, facts.cwd(), facts.mountView())),
                NO_DIRECTORY);

        assertThat(search.found().orElseThrow().rule()).isEqualTo(FlagRule.CWD);
        assertThat(search.isGuess()).isTrue();
        assertThat(search.unknowns()).isEqualTo("OOME_FILE: " + denied.reason() + "; HOMEDIR: " + denied.reason());
    }

    @Test
    void should_take_the_directory_that_supervisord_knows_where_the_cwd_can_not_be_read() {
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
    void should_not_ask_supervisord_for_the_directory_where_proc_tells_it() {
        FlagSearch search = searcher().search(WEB, Optional.of(facts()), any -> {
            throw new AssertionError("asked");
        });
        assertThat(search.found()).isPresent();
    }

    @Test
    void should_find_the_flag_of_a_process_that_is_down_by_what_is_configured() {
        assertThat(search(NOT_SEEN, Optional.of("/srv/configured")).found())
                .map(FlagPath::shown)
                .hasValue(Path.of("/srv/configured/work/oome"));
        option = Optional.of("/o");
        assertThat(search(NOT_SEEN, NO_DIRECTORY).found())
                .hasValue(new FlagPath(Path.of("/o"), FlagRule.OPTION, Path.of("/o")));
    }

    @Test
    void should_say_what_is_not_known_of_a_process_that_is_down() {
        FlagSearch search = search(NOT_SEEN, NO_DIRECTORY);
        assertThat(search.found()).isEmpty();
        assertThat(search.reasons())
                .isEqualTo("-o: not given"
                        + "; configuration: no oome-monitor.files.\"workers:web_00\""
                        + "; OOME_FILE: the process is down, and its environment was not seen"
                        + "; HOMEDIR: the process is down, and its environment was not seen"
                        + "; cwd: cwd unknown (the process is down, and its cwd was not seen), and the program has no"
                        + " absolute directory=");
    }

    @Test
    void should_go_through_the_link_to_a_working_directory_that_was_deleted() {
        process.cwd("/srv/app (deleted)").environ("OOME_FILE=/tmp/flag");
        assertThat(search().found()).map(FlagPath::path).hasValue(Path.of("/tmp/flag"));
        process.environ("OOME_FILE=flag");
        assertThat(search().found())
                .hasValue(new FlagPath(
                        Path.of("/srv/app/flag"),
                        FlagRule.OOME_FILE,
                        fake.proc().file(PID, "cwd/flag")));
    }

    @ParameterizedTest
    @CsvSource({"a\0b, can't be a path", "/, is no file", "'', is no file"})
    void should_pass_over_what_can_not_be_a_file(String path, String reason) {
        option = Optional.of(path);
        FlagSearch search = search();
        assertThat(search.found().orElseThrow().rule()).isEqualTo(FlagRule.CWD);
        assertThat(search.reasons()).startsWith("-o: \"" + path + "\" " + reason);
    }

    @Test
    void should_see_the_paths_of_a_process_in_its_own_file_system() throws Exception {
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
    void should_see_the_paths_of_the_operator_in_our_file_system() {
        process.root(fake.folder()).mountNamespace(2);
        option = Optional.of("/tmp/flag");
        assertThat(search().found()).map(FlagPath::path).hasValue(Path.of("/tmp/flag"));
        option = Optional.empty();
        configured.put("web_00", "/tmp/flag");
        assertThat(search().found()).map(FlagPath::path).hasValue(Path.of("/tmp/flag"));
    }

    @Test
    void should_pass_over_a_path_whose_links_lead_nowhere() throws Exception {
        Path theirs = Files.createDirectories(fake.folder().resolve("theirs"));
        Files.createSymbolicLink(theirs.resolve("loop"), Path.of("/loop"));
        process.root(theirs).mountNamespace(2).environ("OOME_FILE=/loop/flag");
        assertThat(search().found().orElseThrow().rule()).isEqualTo(FlagRule.CWD);
        assertThat(search().reasons()).contains("OOME_FILE: \"/loop/flag\"", "too many symbolic links");
    }

    @Test
    void should_find_again_what_was_found_before() throws Exception {
        Path theirs = Files.createDirectories(fake.folder().resolve("theirs"));
        process.root(theirs).mountNamespace(2);
        Path flag = Path.of("/tmp/flag");
        MountView view = fake.proc().mountView(PID).known().orElseThrow();
        assertThat(FlagSearcher.again(flag, FlagRule.OPTION, view).path()).isEqualTo(flag);
        assertThat(FlagSearcher.again(flag, FlagRule.OOME_FILE, view).path())
                .isEqualTo(fake.proc().file(PID, "root/tmp/flag"));
    }

    @Test
    void should_name_path_and_rule_and_the_claim_beside_it() {
        FlagPath flag = new FlagPath(Path.of("/tmp/oome"), FlagRule.OPTION, Path.of("/proc/7/root/tmp/oome"));
        assertThat(flag).hasToString("/tmp/oome (rule: -o)");
        assertThat(flag.claim()).isEqualTo(Path.of("/proc/7/root/tmp/oome.restarting"));
    }

    private FlagSearch search() {
        return search(Optional.of(facts()), NO_DIRECTORY);
    }

    private FlagSearch search(Optional<ProcessFacts> facts, Optional<String> directory) {
        return searcher().search(WEB, facts, any -> directory);
    }

    private FlagSearcher searcher() {
        return new FlagSearcher(option, configured, fake.proc());
    }

    private ProcessFacts facts() {
        Proc proc = fake.proc();
        return new ProcessFacts(
                proc.run(PID).known().orElseThrow(),
                proc.status(PID).map(it -> it.uid().orElse(-1)),
                proc.environ(PID, any -> true),
                proc.cwd(PID),
                proc.mountView(PID));
    }
}
