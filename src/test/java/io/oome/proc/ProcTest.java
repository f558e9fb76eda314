package io.oome.proc;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.proc.Reading.Failed;
import io.oome.proc.Reading.Known;
import io.oome.proc.Reading.Vanished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcTest {

    @RegisterExtension
    final FakeProc fake = new FakeProc();

    private final Proc proc = fake.proc();

    @Test
    void should_read_a_process() {
        fake.process(7).stat("(java)", 'R', 3, 12_345);
        assertThat(proc.stat(7)).isEqualTo(new Known<>(new ProcessStat(7, 'R', 3, 12_345, 0)));
    }

    @Test
    void should_read_arguments_with_spaces_and_empty_ones() {
        fake.process(7).cmdline("java", "-Dname=a b", "", "naïve");
        assertThat(proc.cmdline(7)).isEqualTo(new Known<>(List.of("java", "-Dname=a b", "", "naïve")));
    }

    @Test
    void should_read_no_arguments_of_a_zombie() {
        fake.process(7).cmdline();
        assertThat(proc.cmdline(7)).isEqualTo(new Known<>(List.of()));
    }

    @Test
    void should_read_the_environment() {
        fake.process(7).environ("OOME_FILE=/tmp/a=b c", "EMPTY=", "no assignment", "=x", "A=first", "A=second");
        Environ environ = proc.environ(7, any -> true).known().orElseThrow();
        assertThat(environ.get("OOME_FILE")).hasValue("/tmp/a=b c");
        assertThat(environ.get("EMPTY")).isEmpty();
        assertThat(environ.get("no assignment")).isEmpty();
        assertThat(environ.get("A")).hasValue("first");
        assertThat(environ.variables()).containsOnlyKeys("OOME_FILE", "EMPTY", "A");
    }

    @Test
    void should_keep_only_wanted_variables_and_a_bounded_part_of_a_long_value() {
        String large = "x".repeat(5_000_000);
        fake.process(7).environ("OTHER=" + large, "OOME_FILE=/" + large, large + "=1", "HOMEDIR=/srv", "EMPTY=");
        Environ environ = proc.environ(7, Set.of("OOME_FILE", "HOMEDIR", "EMPTY")::contains)
                .known()
                .orElseThrow();
        assertThat(environ.variables()).containsOnlyKeys("OOME_FILE", "HOMEDIR", "EMPTY");
        assertThat(environ.get("OOME_FILE").orElseThrow()).hasSize(4097);
        assertThat(environ.get("HOMEDIR")).hasValue("/srv");
    }

    @Test
    void should_keep_at_most_a_thousand_variables() {
        fake.process(7)
                .environ(IntStream.range(0, 100_000)
                        .mapToObj(it -> "V" + it + "=1")
                        .toArray(String[]::new));
        assertThat(proc.environ(7, any -> true).known().orElseThrow().variables())
                .hasSize(1000);
    }

    @Test
    void should_read_only_the_first_arguments() {
        fake.process(7).cmdline("java", "-jar", "x".repeat(6_000_000));
        assertThat(proc.cmdline(7)).isEqualTo(new Known<>(List.of("java", "-jar")));
    }

    @Test
    void should_refuse_a_file_larger_than_any_of_the_kernels() throws Exception {
        fake.process(7);
        Files.writeString(proc.file(7, "stat"), "7 (java" + "x".repeat(2_000_000));
        assertThat(proc.stat(7).reason()).endsWith("larger than 1048576 bytes");
    }

    @Test
    void should_read_an_empty_environment() {
        fake.process(7).environ();
        assertThat(proc.environ(7, any -> true).known().orElseThrow().variables())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/srv/app, /srv/app, false",
        "/srv/app (deleted), /srv/app, true",
        "/srv/(deleted), /srv/(deleted), false"
    })
    void should_read_the_working_directory(String link, Path path, boolean deleted) {
        fake.process(7).cwd(link);
        assertThat(proc.cwd(7)).isEqualTo(new Known<>(new Cwd(path, deleted)));
    }

    @Test
    void should_know_the_user_of_a_process_only_if_all_its_uids_are_equal() {
        fake.process(7).uid(1000, 1000, 1000, 1000);
        assertThat(proc.status(7).known().orElseThrow().uid()).hasValue(1000);
        for (int other = 0; other < 4; other++) {
            long[] uids = {1000, 1000, 1000, 1000};
            uids[other] = 0;
            fake.process(7).uid(uids[0], uids[1], uids[2], uids[3]);
            assertThat(proc.status(7).known().orElseThrow().uid())
                    .as("uid %d", other)
                    .isEmpty();
        }
    }

    @Test
    void should_read_a_user_beyond_2_to_the_31st_as_the_jdk_does() {
        long nobody = 4_294_967_294L;
        fake.process(7).uid(nobody, nobody, nobody, nobody);
        assertThat(proc.status(7).known().orElseThrow().uid()).hasValue(-2);
    }

    @Test
    void should_recognize_a_process_in_a_nested_pid_namespace() {
        fake.process(7);
        assertThat(proc.status(7).known().orElseThrow().isInOurPidNamespace()).isTrue();
        fake.process(8).pids(8, 1);
        assertThat(proc.status(8).known().orElseThrow().isInOurPidNamespace()).isFalse();
    }

    @Test
    void should_give_the_start_of_a_run_on_the_present_clock() {
        fake.process(7).stat("(java)", 'S', 1, 12_345);
        Instant start = FakeProc.BOOT.plus(Duration.ofMillis(123_450));
        assertThat(proc.run(7)).isEqualTo(new Known<>(new Run(7, 12_345, start)));
    }

    @Test
    void should_give_the_start_of_a_run_of_long_ago() {
        fake.process(7).stat("(java)", 'S', 1, 100L * 60 * 60 * 24 * 365 * 100);
        assertThat(proc.run(7).known().orElseThrow().start()).isEqualTo(FakeProc.BOOT.plus(Duration.ofDays(36_500)));
    }

    @Test
    void should_report_an_unreadable_uptime() throws Exception {
        fake.process(7);
        Files.delete(fake.root().resolve("uptime"));
        assertThat(proc.run(7)).isInstanceOf(Failed.class);
        assertThat(proc.run(7).reason()).contains(fake.root().resolve("uptime") + " can't be read");
        Files.writeString(fake.root().resolve("uptime"), "for ever");
        assertThat(proc.run(7).reason()).contains(fake.root().resolve("uptime") + " can't be read");
    }

    @Test
    void should_report_that_a_process_has_ended() {
        fake.process(7)
                .without("cwd")
                .without("stat")
                .without("environ")
                .without("status")
                .without("root");
        assertThat(List.of(
                        proc.cwd(7),
                        proc.stat(7),
                        proc.environ(7, any -> true),
                        proc.status(7),
                        proc.mountView(7),
                        proc.run(7),
                        proc.cmdline(8)))
                .hasOnlyElementsOfType(Vanished.class);
        assertThat(proc.environ(7, any -> true).reason())
                .isEqualTo(proc.file(7, "environ") + ": the process has ended");
    }

    @Test
    void should_report_a_malformed_file() throws Exception {
        fake.process(7);
        Files.writeString(proc.file(7, "stat"), "7 (java");
        Files.writeString(proc.file(7, "status"), "Name:\tjava\n");
        assertThat(proc.stat(7).reason()).isEqualTo(proc.file(7, "stat") + ": not a /proc/PID/stat: 7 (java");
        assertThat(proc.status(7).reason()).isEqualTo(proc.file(7, "status") + ": no line Uid: with four numbers");
    }

    @Test
    void should_list_all_processes_except_those_that_end_meanwhile() throws Exception {
        fake.process(1);
        fake.process(7).childOf(1);
        fake.process(8).childOf(7).without("stat");
        Files.createDirectory(fake.root().resolve("sys"));
        assertThat(proc.pids()).containsExactlyInAnyOrder(1, 7, 8);
        assertThat(proc.all()).containsOnlyKeys(1, 7);
        assertThat(proc.all().get(7).ppid()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "9, 9, true",
        "8, 9, true",
        "7, 9, true",
        "1, 9, true",
        "9, 8, false",
        "5, 9, false",
        "0, 9, false",
        "-1, 9, false",
        "0, 0, false",
        "42, 42, true",
        "1, 42, false",
        "1, 6, false"
    })
    void should_know_ancestors(int ancestor, int pid, boolean expected) {
        fake.process(1);
        fake.process(5).childOf(1);
        fake.process(6).childOf(66);
        fake.process(7).childOf(1);
        fake.process(8).childOf(7);
        fake.process(9).childOf(8);
        assertThat(proc.isSelfOrAncestor(ancestor, pid)).isEqualTo(expected);
    }
}
