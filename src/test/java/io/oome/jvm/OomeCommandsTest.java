package io.oome.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.oome.proc.Environ;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A table of commands and their effects. /bin/sh runs those that create files, as HotSpot 25 would, and must create
 * exactly those files.
 */
@Timeout(60)
class OomeCommandsTest {

    /** No process's: above the kernel's PID_MAX_LIMIT. */
    private static final int PID = 4_999_999;

    private static final Environ ENVIRON =
            new Environ(Map.of("OOME_FILE", "of env", "HOMEDIR", "home", "SECRET", "hidden"));

    private static final String KILLS = "kills";
    private static final String NOTHING = "nothing";

    /** @ is the cwd, which has a folder d; the result lists the created files, and {@code !} if the JVM is killed. */
    // spotless:off
    static final String[][] TABLE = {
        // touch
        {"touch f",                                     "f"},
        {"touch @/f",                                   "@/f"},
        {"touch d/f",                                   "d/f"},
        {"touch f g",                                   "f g"},
        {"touch -- -f",                                 "-f"},
        {"touch -- f -g",                               "f -g"},
        {"touch -a -m f",                               "f"},
        {"touch -am f",                                 "f"},
        {"touch -t 202001010000 f",                     "f"},
        {"touch -d 2020-01-01 f",                       "f"},
        {"touch --date=2020-01-01 f",                   "f"},
        {"touch -c f",                                  "? the option -c"},
        {"touch --no-create f",                         "? the option --no-create"},
        {"touch",                                       NOTHING},
        {"/usr/bin/touch f",                            "f"},
        {"/usr/bin/env touch f",                        "f"},
        {"exec touch f",                                "f"},
        {"nohup touch f",                               "f"},
        {"LC_ALL=C touch f",                            "f"},
        {"  touch   f  ",                               "f"},
        {"\ttouch\tf",                                  "f"},
        {"touch f # a remark; touch g",                 "f g"},
        {"sudo touch f",                                "? an unknown command"},
        {"/opt/touch.sh f",                             "? an unknown command"},
        // quotes
        {"touch 'f'",                                   "f"},
        {"touch \"f\"",                                 "f"},
        {"touch 'f'\"g\"h",                             "fgh"},
        {"touch \"it's\"",                              "it's"},
        {"touch \"a\\\"b\"",                            "a\"b"},
        {"touch \"a\\b\"",                              "a\\b"},
        {"touch a\\\"b",                                "a\"b"},
        {"touch a\\\\b",                                "a\\b"},
        {"touch \\f",                                   "f"},
        {"touch f\\",                                   "f\\"},
        {"touch '$X' '*' '~'",                          "$X * ~"},
        {"touch a\\*",                                  "a*"},
        {"touch \"a*\"",                                "a*"},
        {"'touch' f",                                   "f"},
        {"touch 'f",                                    "? an unterminated quote"},
        {"\"touch f\"",                                 "? an unknown command"},
        {"'touch f'",                                   "? an unknown command"},
        // what HotSpot does before the shell
        {"touch f;touch g",                             "f g"},
        {"touch f ; touch g ;",                         "f g"},
        {";; touch f",                                  "f"},
        {"touch f\ntouch g",                            "f g"},
        {"touch 'f;g'",                                 "? an unterminated quote"},
        {"sh -c 'touch f; touch g'",                    "? an unterminated quote"},
        {"touch a\\;b",                                 "a\\"},
        {"cd d; touch f",                               "f"},
        {"exit 1; touch f",                             "f"},
        {"touch f.%p",                                  "f." + PID},
        {"touch f%%p",                                  "f%p"},
        {"touch f%%%p",                                 "f%" + PID},
        {"touch 100%",                                  "100%"},
        {"touch f%x",                                   "f%x"},
        {"",                                            NOTHING},
        {" ; ",                                         NOTHING},
        // redirections
        {"> f",                                         "f"},
        {">f",                                          "f"},
        {": > f",                                       "f"},
        {"true >| f",                                   "f"},
        {"echo %p > f",                                 "f"},
        {"echo %p>f",                                   "f"},
        {"echo OOM >> f",                               "f"},
        {"> f echo OOM",                                "f"},
        {"echo a > f > g",                              "f g"},
        {"echo a > 'f' 2> /dev/null",                   "f"},
        {"echo a > f 2>&1",                             "f"},
        {"echo 2> f",                                   "f"},
        {"echo a'2'> f",                                "f"},
        {"date > f",                                    "f"},
        {"printf '%s\\n' oom > f",                      "f"},
        {"cat /dev/null > f",                           "f"},
        {"echo OOM | tee f",                            "f"},
        {"echo OOM | tee -a f g",                       "f g"},
        {"echo OOM > /dev/null",                        NOTHING},
        {"echo OOM",                                    NOTHING},
        {"echo OOM >> app.log",                         "? an append to a log"},
        {"echo OOM | tee -a app.log",                   "? an append to a log"},
        {"jmap -histo %p > f",                          "? an unknown command"},
        {"echo OOM >",                                  "? a redirection to nowhere"},
        {"cat << E > f",                                "? a here-document"},
        // lists
        {"touch f && touch g",                          "f g"},
        {"mkdir -p e && touch e/f",                     "e/f"},
        {"sleep 0 && touch f",                          "f"},
        {"touch f || touch g",                          "f"},
        {"touch f & touch g",                           "f g"},
        {"touch f &",                                   "f"},
        {"touch f | cat",                               "f"},
        {"cd d && touch f",                             "d/f"},
        {"cd @/d && touch f && touch @/g",              "@/d/f @/g"},
        {"cd / && touch @/f",                           "@/f"},
        {"cd $X && touch f",                            "? an unknown cwd"},
        {"cd d\ntouch f",                               "? an unknown cwd"},
        {"exec touch f && touch g",                     "f"},
        {"./tell ops; touch f",                         "f"},
        {"touch f && rm f",                             "? a file that is created and removed"},
        {"touch f; rm -f f",                            "? a file that is created and removed"},
        {"rm -f f; touch f",                            "f"},
        {"echo %p > f.new && mv f.new f",               "f"},
        {"echo %p > f.new; mv -f f.new @/d/f",          "@/d/f"},
        {"if true",                                     "? more than a simple command"},
        {"(touch f)",                                   "? a subshell"},
        {"{ touch f",                                   "? an unknown command"},
        // shells
        {"sh -c 'touch f'",                             "f"},
        {"/bin/sh -c \"touch f\"",                      "f"},
        {"/bin/bash -c \"touch 'f g'\"",                "f\u00a0g"},
        {"sh -ec 'touch f && touch g'",                 "f g"},
        {"sh -c 'cd d && touch f' && touch g",          "d/f g"},
        {"sh -c 'sh -c \"touch f\"'",                   "f"},
        {"sh -c \"touch $X\"",                          "? only the shell knows that command"},
        {"sh -c 'touch $X'",                            "? only the shell knows that name"},
        {"sh f.sh",                                     "? an unknown script"},
        {"bash -x -c 'touch f'",                        "? an unknown script"},
        // what only the shell knows
        {"touch $X",                                    "? only the shell knows that name"},
        {"touch \"$X\"",                                "? only the shell knows that name"},
        {"touch ${X}/f",                                "? only the shell knows that name"},
        {"touch ${X:-f}",                               "? a substitution"},
        {"touch $(hostname)",                           "? a substitution"},
        {"touch `hostname`",                            "? a command substitution"},
        {"touch $$",                                    "? a substitution"},
        {"touch f*",                                    "? only the shell knows that name"},
        {"touch f?",                                    "? only the shell knows that name"},
        {"touch [f]",                                   "? only the shell knows that name"},
        {"touch {f,g}",                                 "? only the shell knows that name"},
        {"touch ~/f",                                   "? only the shell knows that name"},
        {"touch $SECRET",                               "? only the shell knows that name"},
        {"touch \"$OOME_FILE\"",                        "of\u00a0env"},
        {"touch \"${OOME_FILE}.x\"",                    "of\u00a0env.x"},
        {"touch $OOME_FILE",                            "? only the shell knows that name"},
        {"touch $HOMEDIR.x",                            "home.x"},
        {"touch f$",                                    "f$"},
        {"touch f\ufffd",                               "? only the shell knows that name"},
        // the end of the JVM
        {"kill -9 %p",                                  KILLS},
        {"kill -KILL %p",                               KILLS},
        {"kill -s KILL %p",                             KILLS},
        {"kill -SIGKILL %p",                            KILLS},
        {"kill %p",                                     KILLS},
        {"kill -TERM %p",                               KILLS},
        {"kill -15 %p",                                 KILLS},
        {"/bin/kill -9 %p",                             KILLS},
        {"kill -9 $PPID",                               KILLS},
        {"kill -9 %p; touch f",                         KILLS},
        {"sh -c 'kill -9 %p' && touch f",               KILLS},
        {"echo OOM >> app.log; kill -9 %p",             KILLS},
        {"touch f; kill -9 %p",                         "f !"},
        {"kill %p; touch f",                            "f !"},
        {"kill -3 %p",                                  "? an unknown kill"},
        {"kill -9 1",                                   "? an unknown kill"},
        {"pkill -9 java",                               "? an unknown command"},
        // oome_flag
        {"oome_flag",                                   "of\u00a0env"},
        {"/usr/local/bin/oome_flag",                    "of\u00a0env"},
        {"sh /usr/local/bin/oome_flag",                 "of\u00a0env"},
        {"oome_flag; kill %p",                          "of\u00a0env !"},
    };
    // spotless:on

    @TempDir
    Path folder;

    static Stream<Arguments> rows() {
        return Arrays.stream(TABLE).map(row -> Arguments.of((Object[]) row));
    }

    static Stream<Arguments> rowsThatMakeFiles() {
        return Arrays.stream(TABLE)
                .filter(row -> !row[1].startsWith("?") && !row[1].equals(KILLS) && !row[1].equals(NOTHING))
                .map(row -> Arguments.of((Object[]) row));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void should_understand(String command, String expected) {
        assertThat(shown(effect(command))).isEqualTo(expected.replace("@", folder.toString()));
    }

    @ParameterizedTest
    @MethodSource("rowsThatMakeFiles")
    void should_create_the_same_files_as_the_shell(String command, String expected) throws Exception {
        Files.createDirectory(folder.resolve("d"));
        Path bin = Files.createDirectory(folder.resolveSibling(folder.getFileName() + ".bin"));
        Files.copy(Path.of("src/main/sh/oome_flag"), bin.resolve("oome_flag"));
        assertThat(bin.resolve("oome_flag").toFile().setExecutable(true)).isTrue();
        try {
            run(command.replace("/usr/local/bin", bin.toString()), bin);
            Effect.Touches touches = (Effect.Touches) effect(command);
            List<Path> files = touches.files().stream().map(folder::resolve).toList();
            await().pollDelay(Duration.ZERO)
                    .untilAsserted(() -> assertThat(made()).containsExactlyInAnyOrderElementsOf(files));
        } finally {
            Files.delete(bin.resolve("oome_flag"));
            Files.delete(bin);
        }
    }

    @Test
    void should_know_no_variable_if_the_environment_is_hidden() {
        OomeCommands commands = new OomeCommands(PID, Optional.empty());
        assertThat(commands.effect(List.of("touch \"$OOME_FILE\""))).isInstanceOf(Effect.NotUnderstood.class);
        assertThat(commands.effect(List.of("oome_flag")))
                .isEqualTo(
                        new Effect.NotUnderstood("oome_flag", "its environment, which names the flag, can't be read"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "test -e x && touch f                  | test -e x",
                "jmap && sleep 1 && touch f            | jmap",
                "sh -c 'test -e x && touch f'          | test -e x",
                "test -e x && sh -c 'touch f'          | test -e x",
                "touch f; test -e x && touch g         | test -e x",
                "sleep 1 && cd d && touch f            |",
                "test -e x; touch f                    |",
                "test -e x && touch f; touch f         |",
                "test -e x && echo; touch f            |",
            })
    void should_know_which_command_must_succeed_first(String command, String condition) {
        Effect.Touches touches = (Effect.Touches) new OomeCommands(PID, Optional.of(ENVIRON)).effect(List.of(command));
        assertThat(touches.condition()).isEqualTo(Optional.ofNullable(condition));
    }

    @Test
    void should_add_up_the_values_of_several_options() {
        OomeCommands commands = new OomeCommands(PID, Optional.of(ENVIRON));
        assertThat(commands.effect(List.of("touch f", "touch g; touch h", "jmap")))
                .isEqualTo(new Effect.Touches(List.of("f", "g", "h"), false, Optional.empty()));
        assertThat(commands.effect(List.of())).isEqualTo(new Effect.Nothing());
    }

    /** A command line is read up to 32 KB. */
    @Test
    void should_read_a_long_command_quickly() {
        int length = 32 * 1024;
        for (String part :
                List.of("'", "\"\\", "env ", "A=b ", "a&&", "> f ", "touch f;", "\n", "$OOME_FILE", "sh -c ")) {
            long start = System.nanoTime();
            effect(part.repeat(length / part.length()));
            effect('"' + part.repeat(length / part.length()) + '"');
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                    .as(part)
                    .isLessThan(2000);
        }
    }

    private Effect effect(String command) {
        return new OomeCommands(PID, Optional.of(ENVIRON)).effect(List.of(command.replace("@", folder.toString())));
    }

    private static String shown(Effect effect) {
        if (effect instanceof Effect.Touches touches) {
            List<String> files = touches.files().stream()
                    .map(it -> it.replace(' ', '\u00a0'))
                    .toList();
            return String.join(" ", files) + (touches.ends() ? " !" : "");
        }
        if (effect instanceof Effect.NotUnderstood notUnderstood) {
            return "? " + notUnderstood.why().replaceFirst(" \\(.*", "");
        }
        return effect instanceof Effect.Kills ? KILLS : NOTHING;
    }

    /** As HotSpot 25 does. */
    private void run(String command, Path bin) throws IOException, InterruptedException {
        String percent = "\u0001";
        String expanded = command.replace("@", folder.toString())
                .replace("%%", percent)
                .replace("%p", Integer.toString(PID))
                .replace(percent, "%");
        for (String piece : expanded.split("[;\n]")) {
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", piece)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putAll(ENVIRON.variables());
            builder.environment().merge("PATH", bin.toString(), (path, ours) -> ours + ':' + path);
            Process process = builder.start();
            process.getOutputStream().close();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private List<Path> made() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
