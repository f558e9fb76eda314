package io.oome.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's own /proc, for this very process and a child. */
@Timeout(30)
class RealProcTest {

    private static final Proc PROC = new Proc();
    private static final int SELF = (int) ProcessHandle.current().pid();

    @Test
    void should_read_our_own_process() throws Exception {
        ProcessStat stat = PROC.stat(SELF).known().orElseThrow();
        assertThat(stat.pid()).isEqualTo(SELF);
        assertThat(stat.isZombie()).isFalse();
        assertThat((long) stat.ppid())
                .isEqualTo(ProcessHandle.current().parent().orElseThrow().pid());
        assertThat(PROC.environ(SELF, any -> true).known().orElseThrow().variables())
                .isEqualTo(System.getenv());
        assertThat(PROC.cwd(SELF).known()).hasValue(new Cwd(Path.of("").toRealPath(), false));
        assertThat(PROC.cmdline(SELF).known().orElseThrow().get(0)).endsWith("java");
        assertThat(PROC.mountView(SELF).known().orElseThrow().isOurs()).isTrue();
        assertThat(PROC.all()).containsKey(SELF);
        assertThat(PROC.isSelfOrAncestor(stat.ppid(), SELF)).isTrue();
        assertThat(PROC.isSelfOrAncestor(SELF, stat.ppid())).isFalse();
    }

    @Test
    void should_know_the_user_who_owns_our_new_files(@TempDir Path folder) throws Exception {
        Object owner = Files.getAttribute(Files.createFile(folder.resolve("file")), "unix:uid");
        assertThat(PROC.status(SELF).known().orElseThrow().uid()).hasValue((Integer) owner);
    }

    @Test
    void should_know_our_own_start() {
        Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
        assertThat(PROC.run(SELF).known().orElseThrow().start()).isCloseTo(start, within(2, ChronoUnit.SECONDS));
    }

    @Test
    void should_detect_a_removed_directory(@TempDir Path folder) throws Exception {
        Path cwd = Files.createDirectory(folder.toRealPath().resolve("a dir (deleted)"));
        Process child = new ProcessBuilder("cat").directory(cwd.toFile()).start();
        try {
            Files.delete(cwd);
            assertThat(PROC.cwd((int) child.pid()).known()).hasValue(new Cwd(cwd, true));
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void should_detect_an_ended_process() throws Exception {
        Process child = new ProcessBuilder("true").start();
        assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(PROC.stat((int) child.pid())).isInstanceOf(Reading.Vanished.class);
        assertThat(PROC.environ((int) child.pid(), any -> true)).isInstanceOf(Reading.Vanished.class);
    }
}
