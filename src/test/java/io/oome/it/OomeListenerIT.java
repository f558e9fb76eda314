package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code [eventlistener:oome] command=oome_monitor all}, under the real supervisord. */
@Timeout(120)
class OomeListenerIT {

    private static final Duration TICKS = Duration.ofSeconds(30);

    private static SupervisordConfig listening(SupervisordConfig config, String... arguments) {
        return config.eventlistener("oome", Programs.installed("oome_monitor", arguments), "events=TICK_5");
    }

    @Test
    void should_restart_the_process_whose_jvm_has_run_out_of_memory_and_no_other() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        Path trigger = config.folder().resolve("trigger");
        config.program("web", Programs.leakingJvm(flag, trigger), "environment=OOME_FILE=\"" + flag + "\"")
                .program("api", Programs.sleeper());
        try (RealSupervisord supervisord = listening(config, "all").start()) {
            supervisord.awaitState("web", "RUNNING", TICKS);
            supervisord.awaitState("oome", "RUNNING", TICKS);
            long web = supervisord.pid("web");
            long api = supervisord.pid("api");
            Files.createFile(trigger);

            long newPid = supervisord.awaitNewPid("web", web, TICKS);

            supervisord.awaitStderr(
                    "oome",
                    " INFO web restarted: OutOfMemoryError flag \\Q" + flag + "\\E \\(rule: OOME_FILE\\), \\d+ s old;"
                            + " pid " + web + " → " + newPid + "$",
                    TICKS);
            assertThat(supervisord.pid("api")).isEqualTo(api);
            assertThat(flag).doesNotExist();
            assertThat(ByHand.unfinished(supervisord)).isEmpty();
            assertThat(ByHand.spawned(supervisord, "web")).isEqualTo(2);
            assertThat(supervisord.stdoutOf("oome")).doesNotContain("restarted");
        }
    }

    @Test
    void should_read_user_and_password_from_the_file_of_its_supervisord() throws Exception {
        SupervisordConfig config =
                ByHand.watched().withoutUnixServer().inetServer().credentials("naïve", "p%w:d");
        Path flag = config.folder().resolve("web.oome");
        config.program("web", Programs.sleeper(), "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord supervisord = listening(config, "all").start()) {
            supervisord.awaitState("web", "RUNNING", TICKS);
            long web = supervisord.pid("web");
            Files.createFile(flag);
            supervisord.awaitNewPid("web", web, TICKS);
            assertThat(supervisord.stderrOf("oome")).doesNotContain("p%w:d");
        }
    }

    @Test
    void should_survive_groups_that_come_and_go_and_understand_every_name() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path late = config.folder().resolve("späte.oome");
        config.program("naïve", Programs.sleeper()).program("gone", Programs.sleeper());
        try (RealSupervisord supervisord = listening(config, "all").start()) {
            supervisord.awaitState("oome", "RUNNING", TICKS);
            long listener = supervisord.pid("oome");
            supervisord.reconfigure(it -> it.without("program:gone")
                    .program("late", Programs.sleeper(), "environment=OOME_FILE=\"" + late + "\""));
            supervisord.awaitState("late", "RUNNING", TICKS);
            long pid = supervisord.pid("late");
            Files.createFile(late);
            supervisord.awaitNewPid("late", pid, TICKS);
            assertThat(supervisord.pid("oome")).isEqualTo(listener);
        }
    }

    /** An ENV of a Dockerfile reaches supervisord, its programs, and the listener itself. */
    @Test
    void should_restart_all_that_share_a_flag_but_not_itself() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("shared.oome");
        config.environment("OOME_FILE", flag.toString())
                .program("web", Programs.sleeper())
                .program("api", Programs.sleeper())
                .eventlistener(
                        "other",
                        Programs.command("sh", "-c", "printf 'READY\\n';exec sleep 86400"),
                        "events=TICK_3600");
        try (RealSupervisord supervisord = listening(config, "all").start()) {
            supervisord.awaitState("oome", "RUNNING", TICKS);
            supervisord.awaitState("web", "RUNNING", TICKS);
            supervisord.awaitState("api", "RUNNING", TICKS);
            long web = supervisord.pid("web");
            long api = supervisord.pid("api");
            long listener = supervisord.pid("oome");
            long other = supervisord.pid("other");
            Files.createFile(flag);
            supervisord.awaitNewPid("web", web, TICKS);
            supervisord.awaitNewPid("api", api, TICKS);
            supervisord.awaitStderr("oome", "share the flag .*give each its own OOME_FILE", TICKS);
            assertThat(supervisord.pid("oome")).isEqualTo(listener);
            assertThat(supervisord.pid("other")).isEqualTo(other);
            assertThat(flag).doesNotExist();
        }
    }

    @Test
    void should_only_report_what_it_would_do_when_dry() throws Exception {
        SupervisordConfig config = ByHand.watched();
        Path flag = config.folder().resolve("web.oome");
        config.program("web", Programs.sleeper(), "environment=OOME_FILE=\"" + flag + "\"");
        try (RealSupervisord supervisord = listening(config, "--dry", "all").start()) {
            supervisord.awaitState("web", "RUNNING", TICKS);
            long web = supervisord.pid("web");
            Files.createFile(flag);
            supervisord.awaitStderr("oome", "web would be restarted: OutOfMemoryError flag", TICKS);
            assertThat(supervisord.pid("web")).isEqualTo(web);
            assertThat(flag).exists();
        }
    }

    @Test
    void should_act_on_a_flag_of_one_program_among_two_hundred() throws Exception {
        SupervisordConfig config = ByHand.watched();
        config.program(
                "many",
                Programs.sleeper(),
                "numprocs=200",
                "process_name=%(program_name)s_%(process_num)03d",
                "stdout_logfile=NONE",
                "stderr_logfile=NONE",
                "directory=" + config.folder());
        Path flag = config.folder().resolve("many_123.oome");
        try (RealSupervisord supervisord = listening(
                        config, "single", "-p", "many:*", "-o", config.folder() + "/%(process_name)s.oome")
                .start()) {
            supervisord.awaitState("many:many_199", "RUNNING", TICKS);
            long pid = supervisord.pid("many:many_123");
            long neighbour = supervisord.pid("many:many_124");
            Files.createFile(flag);
            supervisord.awaitNewPid("many:many_123", pid, TICKS);
            assertThat(supervisord.pid("many:many_124")).isEqualTo(neighbour);
        }
    }
}
