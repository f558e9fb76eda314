package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A shell, its completion file of the install tree, and the program that it runs. */
@Timeout(90)
@OneByOne
class CompletionIT {

    /** Does what bash does at a TAB: the function reads the words, and leaves the candidates. */
    private static final String TAB =
            """
            . "$1" || exit 9
            shift
            COMP_WORDS=("$@")
            COMP_CWORD=$(($# - 1))
            complete -p "${1##*/}" >/dev/null || exit 8
            _oome_monitor
            for word in "${COMPREPLY[@]}"; do echo "$word"; done
            """;

    /** As zsh does, with words for what it offers; what completes files is zsh's own. */
    private static final String ZSH_TAB =
            """
            compadd() { shift; print -rl -- "$@" }
            compset() { PREFIX=${PREFIX##*=} }
            _files() { print -r -- "files $PREFIX" }
            file=$1
            shift
            words=("$@") CURRENT=$# PREFIX=$argv[-1]
            complete_it() { source $file }
            complete_it
            """;

    private static RealSupervisord supervisord;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        supervisord = RealSupervisord.configured()
                .program("web", Programs.sleeper())
                .program("down", Programs.sleeper(), "autostart=false")
                .program("workers", Programs.sleeper(), "process_name=w%(process_num)d", "numprocs=2")
                .program("odd", Programs.sleeper(), "process_name=x$(touch;y)ï")
                .start();
    }

    @AfterAll
    static void end() {
        supervisord.close();
    }

    private static Path file() {
        return Launcher.program("oome_monitor")
                .resolveSibling("../share/bash-completion/completions/oome_monitor")
                .normalize();
    }

    private List<String> tab(String command, String... words) {
        List<String> argv = new ArrayList<>(List.of(
                "bash",
                "-c",
                TAB,
                "bash",
                file().toString(),
                Launcher.program(command).toString()));
        argv.addAll(Arrays.asList(words));
        Launcher.Result result = Launcher.runCommand(ByHand.SOON, Map.of("LC_ALL", "C.UTF-8"), folder, argv);
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.err()).isEmpty();
        return result.out().lines().toList();
    }

    /** On a busy machine a JVM can't answer within 0.3 s at each TAB. */
    private List<String> names(String command, String... words) {
        List<String> all = new ArrayList<>(List.of("--server-url", supervisord.serverUrl()));
        all.addAll(Arrays.asList(words));
        AtomicReference<List<String>> offered = new AtomicReference<>();
        Eventually.within(
                Duration.ofSeconds(60),
                () -> {
                    offered.set(tab(command, all.toArray(String[]::new)));
                    return !offered.get().isEmpty();
                },
                () -> "no name");
        return offered.get();
    }

    @Test
    void should_run_in_bash() {
        for (String name : List.of("oome_monitor", "oom_score_adj")) {
            Launcher.Result check = Launcher.runCommand(
                    ByHand.SOON,
                    Map.of(),
                    folder,
                    List.of("bash", "-n", file().resolveSibling(name).toString()));
            assertThat(check).isEqualTo(new Launcher.Result(0, "", ""));
        }
    }

    private List<String> inOtherShell(String... command) {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":")).anyMatch(it -> Files.isExecutable(Path.of(it, command[0]))),
                command[0] + " is not installed");
        Launcher.Result result =
                Launcher.runCommand(ByHand.SOON, Map.of("LC_ALL", "C.UTF-8"), folder, List.of(command));
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.err()).isEmpty();
        return result.out().lines().toList();
    }

    private List<String> fishTab(String line) {
        String file = file().resolve("../../../fish/vendor_completions.d/oome_monitor.fish")
                .normalize()
                .toString();
        String bin = Launcher.program("oome_monitor").getParent().toString();
        return inOtherShell(
                "fish",
                "--no-config",
                "-c",
                "set -p PATH $argv[2]; source $argv[1]; complete -C $argv[3]",
                file,
                bin,
                line);
    }

    private List<String> zshTab(String... words) {
        String file = file().resolve("../../../zsh/site-functions/_oome_monitor")
                .normalize()
                .toString();
        List<String> command = new ArrayList<>(List.of("zsh", "-f", "-c", ZSH_TAB, "zsh", file));
        command.add(Launcher.program(words[0]).toString());
        command.addAll(Arrays.asList(words).subList(1, words.length));
        return inOtherShell(command.toArray(String[]::new));
    }

    @Test
    @Tag("thorough")
    void should_complete_in_fish() throws IOException {
        Files.createFile(folder.resolve("a hook"));
        assertThat(fishTab("oome_monitor ")).containsExactlyInAnyOrder("single", "all");
        assertThat(fishTab("oome_monitor all --pa")).containsExactly("--parallel");
        assertThat(fishTab("oom_score_adj --format=j")).containsExactly("--format=json");
        assertThat(fishTab("oome_monitor all --exec ")).containsExactly("a hook");
        assertThat(fishTab("oome_monitor all --exec=")).containsExactly("--exec=a hook");
    }

    @Test
    @Tag("thorough")
    void should_complete_in_zsh() {
        assertThat(zshTab("oome_monitor", "")).containsExactly("single", "all");
        assertThat(zshTab("oome_monitor", "all", "--pa")).containsExactly("--parallel");
        assertThat(zshTab("oom_score_adj", "--format=j")).containsExactly("--format=json");
        assertThat(zshTab("oome_monitor", "all", "--exec", "")).containsExactly("files ");
        assertThat(zshTab("oome_monitor", "all", "--exec=a")).containsExactly("files a");
    }

    @Test
    void should_offer_the_names_of_supervised_processes() {
        assertThat(names("oome_monitor", "single", "-p", ""))
                .containsExactlyInAnyOrder("web", "down", "workers:w0", "workers:w1", "odd:x\\$\\(touch\\;y\\)ï");
        assertThat(names("oome_monitor", "--program", "w")).containsExactly("web", "workers:w0", "workers:w1");
        assertThat(names("oom_score_adj", "-p", "web", "=", "500", "--process-name", "=", "do"))
                .containsExactly("down");
    }

    /** What precedes the last colon is on the line already. */
    @Test
    void should_complete_after_a_colon() {
        assertThat(names("oome_monitor", "single", "-p", "workers", ":")).containsExactly("w0", "w1");
        assertThat(names("oom_score_adj", "-p", "workers", ":", "w1")).containsExactly("w1");
    }

    @Test
    void should_offer_commands_options_and_their_values() throws IOException {
        assertThat(tab("oome_monitor", "")).containsExactly("single", "all");
        assertThat(tab("oome_monitor", "all", "--pa")).containsExactly("--parallel");
        assertThat(tab("oom_score_adj", "--format", "")).containsExactly("table", "json");
        Files.createFile(folder.resolve("a health file"));
        assertThat(tab("oome_monitor", "--health-file", "a")).containsExactly("a health file");
    }

    @Test
    void should_offer_and_print_nothing_without_a_supervisord() throws IOException {
        assertThat(tab("oome_monitor", "--server-url", "unix:///nowhere", "-p", ""))
                .isEmpty();
        Path socket = folder.resolve("mute");
        try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            mute.bind(UnixDomainSocketAddress.of(socket));
            long begin = System.nanoTime();
            Launcher.Result result = Launcher.run(
                    ByHand.SOON,
                    Map.of(),
                    folder,
                    "oome_monitor",
                    "__complete",
                    "--server-url",
                    "unix://" + socket,
                    "-p",
                    "");
            assertThat(result).isEqualTo(new Launcher.Result(0, "", ""));
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("a request may take 10 s; 0.3 s, and the start on a machine that has much to do")
                    .isLessThan(Duration.ofSeconds(9));
        }
    }
}
