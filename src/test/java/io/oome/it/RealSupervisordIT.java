package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the other integration tests rely on. */
@Timeout(60)
class RealSupervisordIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void should_answer_on_a_unix_socket() {
        try (RealSupervisord supervisord =
                RealSupervisord.configured().program("web", Programs.sleeper()).start()) {
            assertThat(supervisord.serverUrl()).startsWith("unix:///");
            supervisord.awaitState("web", "RUNNING", SOON);
            assertThat(ProcessFamily.lives(supervisord.pid("web"))).isTrue();
            assertThat(supervisord.ctl("version").out()).startsWith("4.");
            assertThat(supervisord.log()).contains("success: web entered RUNNING state");
        }
    }

    @Test
    void should_answer_on_inet_only_with_the_password() throws Exception {
        try (RealSupervisord supervisord = RealSupervisord.configured()
                .withoutUnixServer()
                .inetServer()
                .credentials("operator", "100%s3cret")
                .program("web", Programs.sleeper())
                .start()) {
            supervisord.awaitState("web", "RUNNING", SOON);
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(supervisord.serverUrl())).build();
            HttpResponse<Void> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
            assertThat(response.statusCode()).isEqualTo(401);
        }
    }

    @Test
    void should_accept_the_password_that_the_server_has_as_a_digest() {
        try (RealSupervisord supervisord = RealSupervisord.configured()
                .hashedCredentials("operator", "s3cret")
                .withoutSupervisorctlSection()
                .start()) {
            assertThat(supervisord.configFile()).content().contains("{SHA}").doesNotContain("s3cret");
            assertThat(supervisord.ctl("pid").out()).isEqualTo(supervisord.pidOfSupervisord() + "\n");
        }
    }

    @Test
    void should_leave_a_flag_when_a_jvm_runs_out_of_memory() throws IOException {
        SupervisordConfig config = RealSupervisord.configured();
        Path flag = config.folder().resolve("100% a flag");
        Path trigger = config.folder().resolve("trigger");
        try (RealSupervisord supervisord =
                config.program("jvm", Programs.leakingJvm(flag, trigger)).start()) {
            supervisord.awaitState("jvm", "RUNNING", SOON);
            long pid = supervisord.pid("jvm");
            supervisord.awaitStdout("jvm", "^started pid " + pid + "$", SOON);
            assertThat(flag).doesNotExist();

            Files.createFile(trigger);

            supervisord.awaitStdout("jvm", "^OutOfMemoryError$", SOON);
            assertThat(flag).isEmptyFile();
            assertThat(trigger).doesNotExist();
            assertThat(supervisord.pid("jvm")).isEqualTo(pid);
            supervisord.ctl("restart", "jvm");
            assertThat(supervisord.awaitNewPid("jvm", pid, SOON)).isNotEqualTo(pid);
        }
    }

    @Test
    void should_leave_a_flag_that_names_the_pid() throws IOException {
        SupervisordConfig config = RealSupervisord.configured();
        Path flag = config.folder().resolve("flag");
        Path trigger = config.folder().resolve("trigger");
        try (RealSupervisord supervisord = config.program("jvm", Programs.leakingJvm("echo %p > " + flag, trigger))
                .start()) {
            supervisord.awaitState("jvm", "RUNNING", SOON);
            Files.createFile(trigger);
            supervisord.awaitStdout("jvm", "^OutOfMemoryError$", SOON);
            assertThat(flag).hasContent(Long.toString(supervisord.pid("jvm")));
        }
    }

    @Test
    void should_leave_nothing_alive_when_closed() {
        RealSupervisord supervisord = RealSupervisord.configured()
                .program("web", Programs.sleeper())
                .program("slow", Programs.slowStopper(600), "stopwaitsecs=600")
                .program(
                        "orphan",
                        Programs.command("sh", "-c", "sleep 86400 & echo $!"),
                        "startsecs=0",
                        "autorestart=false")
                .start();
        Path folder = supervisord.folder();
        supervisord.awaitState("web", "RUNNING", SOON);
        supervisord.awaitState("slow", "RUNNING", SOON);
        supervisord.awaitState("orphan", "EXITED", SOON);
        List<Long> pids = List.of(
                supervisord.pidOfSupervisord(),
                supervisord.pid("web"),
                supervisord.pid("slow"),
                Long.valueOf(supervisord.stdoutOf("orphan").strip()));
        assertThat(pids).allMatch(ProcessFamily::lives);

        supervisord.close();

        assertThat(pids).noneMatch(ProcessFamily::lives);
        assertThat(folder).doesNotExist();
    }

    @Test
    void should_start_again_after_a_kill() {
        try (RealSupervisord supervisord = RealSupervisord.configured()
                .inetServer()
                .program("web", Programs.sleeper())
                .start()) {
            supervisord.awaitState("web", "RUNNING", SOON);
            long orphan = supervisord.pid("web");
            long first = supervisord.pidOfSupervisord();

            supervisord.kill9();
            assertThat(ProcessFamily.lives(orphan)).isTrue();
            supervisord.startAgain();

            assertThat(supervisord.pidOfSupervisord()).isNotEqualTo(first);
            assertThat(supervisord.awaitNewPid("web", orphan, SOON)).isNotEqualTo(orphan);
        }
    }

    @Test
    void should_apply_a_new_configuration() {
        try (RealSupervisord supervisord =
                RealSupervisord.configured().program("web", Programs.sleeper()).start()) {
            supervisord.reconfigure(config -> config.without("program:web")
                    .program(
                            "naïve",
                            Programs.sleeper(),
                            "numprocs=2",
                            "process_name=%(program_name)s_%(process_num)02d"));
            supervisord.awaitState("naïve:naïve_01", "RUNNING", SOON);
            assertThat(supervisord.state("web")).isEqualTo("NO SUCH PROCESS");
        }
    }

    @Test
    void should_run_programs_that_stop_slowly_and_that_crash() {
        try (RealSupervisord supervisord = RealSupervisord.configured()
                .program("slow", Programs.slowStopper(2))
                .program("crasher", Programs.crasher(Duration.ofMillis(300), 7), "startsecs=0", "autorestart=false")
                .start()) {
            supervisord.awaitState("slow", "RUNNING", SOON);
            long pid = supervisord.pid("slow");
            long sleep = ProcessHandle.of(pid)
                    .orElseThrow()
                    .children()
                    .findFirst()
                    .orElseThrow()
                    .pid();
            long before = System.nanoTime();

            supervisord.ctl("stop", "slow");

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofSeconds(2), SOON);
            assertThat(supervisord.state("slow")).isEqualTo("STOPPED");
            assertThat(ProcessFamily.lives(sleep)).isFalse();
            supervisord.awaitState("crasher", "EXITED", SOON);
            assertThat(supervisord.log()).contains("exited: crasher (exit status 7; not expected)");
        }
    }
}
