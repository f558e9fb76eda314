package io.oome.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.oome.it.Launcher;
import io.oome.it.OneByOne;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The manual pages of the install tree, beside the options that the program has, and read by what reads such pages. */
@Timeout(90)
@OneByOne
@ExtendWith(WithSettings.class)
class ManPageIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static Path page(String name) {
        return Launcher.program("oome_monitor")
                .resolveSibling("../share/man/man1/" + name + ".1")
                .normalize();
    }

    private static Launcher.Result run(String... command) {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":")).anyMatch(it -> Files.isExecutable(Path.of(it, command[0]))),
                command[0] + " is not installed");
        return Launcher.runCommand(SOON, Map.of("LC_ALL", "C.UTF-8", "MANWIDTH", "80"), Path.of("/"), List.of(command));
    }

    @Test
    void should_have_every_option_of_both() throws IOException {
        for (Object command : List.of(new OomeMonitorCommand(null, null), new OomScoreAdjCommand(null, null))) {
            CommandLine.Model.CommandSpec spec = new CommandLine(command).getCommandSpec();
            List<String> lines = Files.readString(page(spec.name()))
                    .replaceAll("\\\\f[BIR]", "")
                    .replace("\\-", "-")
                    .lines()
                    .toList();
            List<String> options =
                    lines.stream().filter(it -> it.startsWith("-")).toList();
            assertThat(options)
                    .containsExactlyInAnyOrderElementsOf(
                            spec.options().stream().map(ManPageIT::heading).toList());
            assertThat(lines)
                    .contains(".B OOME_MONITOR_CONFIG")
                    .containsAll(spec.subcommands().keySet());
        }
    }

    private static String heading(OptionSpec option) {
        String names = String.join(", ", option.names());
        return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
    }

    @ParameterizedTest
    @ValueSource(strings = {"oome_monitor", "oom_score_adj", "oome_flag"})
    void should_be_a_page_without_a_warning(String name) {
        Launcher.Result mandoc = run("mandoc", "-Tlint", "-Wwarning", page(name).toString());
        assertThat(mandoc).isEqualTo(new Launcher.Result(0, "", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"oome_monitor", "oom_score_adj", "oome_flag"})
    void should_be_shown_by_man(String name) {
        List<String> command = new ArrayList<>(List.of("man", "--warnings", "-P", "cat", "-l"));
        command.add(page(name).toString());
        Launcher.Result man = run(command.toArray(String[]::new));
        assertThat(man.exit()).as(man.toString()).isZero();
        assertThat(man.err()).isEmpty();
        assertThat(man.out()).contains("NAME", "SYNOPSIS", name, "EXIT STATUS", "SEE ALSO");
    }
}
