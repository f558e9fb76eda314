package io.oome.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.oome.proc.FakeProc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunningSupervisordTest {

    @RegisterExtension
    final FakeProc fake = new FakeProc();

    @ParameterizedTest
    @CsvSource({
        "supervisord, ''",
        "/usr/bin/supervisord -n, ''",
        "python /usr/bin/supervisord, ''",
        "/usr/bin/python3 /usr/bin/supervisord -c /x, /x",
        "/opt/venv/bin/python3.11 -u -sP /opt/venv/bin/supervisord -c /x, /x",
        "python3 -m supervisor.supervisord -c /x, /x",
        "pypy3 /usr/bin/supervisord -c /x, /x",
        "supervisord -c /x -n, /x",
        "supervisord -nc /x, /x",
        "supervisord -nc/x, /x",
        "supervisord -c/x, /x",
        "supervisord -n -e debug -c /x, /x",
        "supervisord -u c -l -c, ''",
        "supervisord -edebugc -c /x, /x",
        "supervisord -nkedebug -tsc /x, /x",
        "supervisord --configuration /x, /x",
        "supervisord --configuration=/x, /x",
        "supervisord --conf /x --nodaemon, /x",
        "supervisord --co=/x, /x",
        "supervisord --childlogdir=/c --user=c --nodaemon -c /x, /x",
        "supervisord --logfile -c /x, /x",
    })
    void should_recognize_supervisord_and_its_configuration_file(String cmdline, String file) {
        fake.process(7).cmdline(cmdline.split(" "));
        assertThat(RunningSupervisord.at(fake.proc(), 7))
                .hasValueSatisfying(it -> assertThat(it.confOption().orElse("")).isEqualTo(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "supervisorctl",
                "/usr/bin/supervisorctl -c /x",
                "/usr/bin/python3 /usr/bin/supervisorctl",
                "python3",
                "python3 -u",
                "python3 -m",
                "python3 -m pip install supervisord",
                "python3 manage.py supervisord",
                "grep supervisord",
                "vi supervisord",
                "/python/tool supervisord",
                "tini -- supervisord -n",
                "sh -c supervisord",
                "supervisord.sh",
                "/usr/sbin/supervisord/other"
            })
    void should_not_take_another_program_for_supervisord(String cmdline) {
        fake.process(7).cmdline(cmdline.isEmpty() ? new String[0] : cmdline.split(" "));
        assertThat(RunningSupervisord.at(fake.proc(), 7)).isEmpty();
    }

    @Test
    void should_prefer_the_supervisord_above_this_process() {
        fake.process(1).cmdline("supervisord");
        fake.process(7).cmdline("supervisord", "-c", "/inner").childOf(1);
        fake.process(8).cmdline("sh").childOf(7);
        fake.process(9).cmdline("oome_monitor").childOf(8);
        assertThat(candidates(9)).containsExactly(7);
    }

    @Test
    void should_take_pid_1_if_no_ancestor_is_a_supervisord() {
        fake.process(1).cmdline("/usr/bin/python3", "/usr/bin/supervisord");
        fake.process(7).cmdline("supervisord", "-c", "/inner").childOf(1);
        fake.process(9).cmdline("oome_monitor").childOf(0);
        assertThat(candidates(9)).containsExactly(1);
    }

    @Test
    void should_return_all_supervisords_otherwise() {
        fake.process(1).cmdline("tini", "--", "start.sh");
        fake.process(7).cmdline("supervisord", "-c", "/a").childOf(1);
        fake.process(8).cmdline("supervisord", "-c", "/b").childOf(7);
        fake.process(9).cmdline("oome_monitor").childOf(1);
        assertThat(candidates(9)).containsExactlyInAnyOrder(7, 8);
    }

    @Test
    void should_return_none_if_none_runs() {
        fake.process(1).cmdline("tini");
        fake.process(9).cmdline("oome_monitor").childOf(1);
        assertThat(candidates(9)).isEmpty();
    }

    @Test
    void should_not_count_a_child_that_supervisord_has_just_forked() {
        fake.process(1).cmdline("tini");
        fake.process(7).cmdline("supervisord", "-c", "/a").childOf(1);
        fake.process(8).cmdline("supervisord", "-c", "/a").childOf(7);
        fake.process(9).cmdline("oome_monitor").childOf(0);
        assertThat(candidates(9)).containsExactly(7);
    }

    /** Fault 22: anyone can name a program supervisord. */
    @ParameterizedTest
    @CsvSource({"1000, 1000, 1000, 1000", "1000, 0, 0, 0", "0, 1000, 1000, 1000"})
    void should_ignore_a_supervisord_of_another_user(int real, int effective, int saved, int fs) {
        fake.process(1).cmdline("supervisord").uid(real, effective, saved, fs);
        fake.process(7).cmdline("supervisord", "-c", "/real").childOf(1);
        fake.process(8).cmdline("supervisord", "-c", "/fifo").childOf(1).uid(real, effective, saved, fs);
        fake.process(9).cmdline("oome_monitor").childOf(8);
        assertThat(candidates(9)).containsExactly(7);
    }

    @Test
    void should_believe_a_supervisord_of_this_user() {
        fake.process(1).cmdline("tini");
        fake.process(7).cmdline("supervisord").uid(1000, 1000, 1000, 1000);
        fake.process(9).cmdline("oome_monitor").uid(1000, 1000, 1000, 1000);
        assertThat(candidates(9)).containsExactly(7);
    }

    /** Fault 9: a container's supervisord, seen from the host. */
    @Test
    void should_not_pick_a_supervisord_of_another_pid_namespace() {
        fake.process(1).cmdline("systemd");
        fake.process(7).cmdline("supervisord", "-n").pids(7, 1);
        fake.process(9).cmdline("oome_monitor").childOf(1);
        assertThat(candidates(9)).isEmpty();
        assertThat(RunningSupervisord.others(fake.proc(), 9))
                .containsExactly("pid 7 (supervisord -n) is in another PID namespace");
    }

    @Test
    void should_show_arguments_as_one_line_of_bounded_length() {
        fake.process(7).cmdline("supervisord", "a\nb\u001b[31m\u202e", "x".repeat(1000));
        assertThat(RunningSupervisord.at(fake.proc(), 7).orElseThrow().toString())
                .startsWith("pid 7 (supervisord a?b?[31m? xxx")
                .hasSizeLessThan(220);
    }

    @Test
    void should_show_what_an_operator_can_find_in_ps() {
        fake.process(7).cmdline("/usr/bin/python3", "/usr/bin/supervisord", "-c", "/x");
        assertThat(RunningSupervisord.at(fake.proc(), 7).orElseThrow())
                .hasToString("pid 7 (/usr/bin/supervisord -c /x)");
    }

    @ParameterizedTest
    @CsvSource({
        "bin/supervisord, etc/supervisord.conf",
        "bin/supervisord, supervisord.conf",
        "sub/venv/bin/supervisord, sub/venv/etc/supervisord.conf",
        "sub/venv/bin/supervisord, sub/venv/supervisord.conf",
        "sub/venv/bin/supervisord, supervisord.conf",
        "supervisord, supervisord.conf",
        "supervisord, etc/supervisord.conf"
    })
    void should_look_where_supervisord_looks_by_default(String program, String place) throws Exception {
        Path cwd = Files.createDirectories(fake.folder().resolve("app"));
        Path file = cwd.resolve(place);
        write(file);
        fake.process(7).cmdline("python3", program, "-n").cwd(cwd.toString());
        assertThat(conf(7).file()).isEqualTo(file);
    }

    @Test
    void should_resolve_a_relative_configuration_file_against_supervisords_cwd() throws Exception {
        Path file = fake.folder().resolve("app/etc/x.conf");
        write(file);
        fake.process(7)
                .cmdline("supervisord", "-c", "../app/etc/x.conf")
                .cwd(file.getParent().getParent().toString());
        assertThat(conf(7).file()).isEqualTo(file);
    }

    @Test
    void should_list_where_it_looked_for_a_configuration_file() {
        fake.process(7).cmdline("/nowhere/bin/supervisord").root(fake.folder()).mountNamespace(2);
        assertThatIOException()
                .isThrownBy(() -> conf(7))
                .withMessage("supervisord (pid 7) runs without -c, and none of its default files exists: "
                        + "/nowhere/etc/supervisord.conf, /nowhere/supervisord.conf, supervisord.conf,"
                        + " etc/supervisord.conf, /etc/supervisord.conf, /etc/supervisor/supervisord.conf");
    }

    private static void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }

    private SupervisordConf conf(int pid) throws IOException {
        return RunningSupervisord.at(fake.proc(), pid).orElseThrow().conf(fake.proc(), TrustOfOurs.get(), Map.of());
    }

    private List<Integer> candidates(int self) {
        return RunningSupervisord.candidates(fake.proc(), self).stream()
                .map(RunningSupervisord::pid)
                .toList();
    }
}
