package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.proc.FakeProc;
import io.oome.proc.Proc;
import io.oome.proc.ProcessStat;
import io.oome.proc.Run;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Process 71 is a shell. */
@Timeout(30)
class JvmDescendantsTest {

    private static final int HEAD = 71;
    private static final int OURS = 0;

    @RegisterExtension
    final FakeProc fake = new FakeProc();

    private JvmDescendants descendants;
    private int passes;

    @BeforeEach
    void run_a_shell() {
        fake.process(1);
        fake.process(HEAD).childOf(1).cmdline("sh", "-c", "java -jar web.jar; true");
        descendants = new JvmDescendants(new FactsReader(fake.proc(), OURS));
    }

    private FakeProc.Process java(int pid, int parent) {
        return fake.process(pid).childOf(parent).cmdline("/usr/bin/java", "-jar", "web.jar");
    }

    private List<Integer> look() {
        Proc proc = fake.proc();
        ProcessStat head = proc.stat(HEAD).known().orElseThrow();
        return descendants
                .look(
                        head,
                        pid -> proc.stat(pid).known(),
                        it -> new Run(it.pid(), it.startTicks(), FakeProc.BOOT),
                        this::everybody)
                .stream()
                .map(it -> it.run().pid())
                .toList();
    }

    private Map<Integer, ProcessStat> everybody() {
        passes++;
        return fake.proc().all();
    }

    @Test
    void should_look_for_jvms_at_growing_intervals() {
        List<Integer> looksWithPass = IntStream.rangeClosed(1, 70)
                .filter(any -> {
                    int before = passes;
                    look();
                    return passes > before;
                })
                .boxed()
                .toList();
        assertThat(looksWithPass).containsExactly(1, 2, 4, 8, 16, 32, 49, 66);
    }

    @Test
    void should_find_a_jvm_that_starts_late() {
        assertThat(look()).isEmpty();
        assertThat(look()).isEmpty();
        java(80, HEAD);
        assertThat(look()).isEmpty();
        assertThat(look()).containsExactly(80);
        assertThat(look()).containsExactly(80);
    }

    @Test
    void should_find_jvms_behind_jvms_but_no_strangers() {
        java(80, HEAD);
        fake.process(81).childOf(80).cmdline("sleep", "1");
        java(82, 81);
        java(90, 1);
        assertThat(look()).containsExactly(80, 82);
    }

    @Test
    void should_look_again_at_once_when_a_jvm_has_ended() {
        FakeProc.Process first = java(80, HEAD);
        for (int i = 0; i < 5; i++) {
            look();
        }
        first.without("stat");
        java(81, HEAD);
        assertThat(look()).containsExactly(81);
    }

    @Test
    void should_look_again_at_once_when_a_pid_has_been_reused() {
        java(80, HEAD);
        for (int i = 0; i < 5; i++) {
            look();
        }
        fake.process(80).stat("(java)", 'S', HEAD, 2000).cmdline("/usr/bin/java", "-version");
        int before = passes;
        assertThat(look()).containsExactly(80);
        assertThat(passes).isEqualTo(before + 1);
    }

    @Test
    void should_remember_an_ended_jvm() {
        FakeProc.Process first = java(80, HEAD);
        look();
        first.without("stat");
        assertThat(look()).isEmpty();
        assertThat(gone()).containsExactly(80);
        fake.process(81).childOf(HEAD).cmdline("/usr/bin/java", "-jar", "other.jar");
        for (int i = 0; i < 5; i++) {
            look();
        }
        assertThat(gone()).containsExactly(80);
    }

    /** The wrapper has replaced it. */
    @Test
    void should_forget_an_ended_jvm_that_was_restarted() {
        FakeProc.Process first = java(80, HEAD);
        look();
        first.without("stat");
        java(81, HEAD);
        assertThat(look()).containsExactly(81);
        assertThat(gone()).isEmpty();
    }

    @Test
    void should_remember_only_a_few_ended_jvms() {
        for (int pid = 100; pid < 120; pid++) {
            FakeProc.Process next = fake.process(pid).childOf(HEAD).cmdline("java", "-jar", pid + ".jar");
            assertThat(look()).contains(pid);
            next.without("stat");
        }
        look();
        assertThat(gone()).hasSize(8).startsWith(119, 118);
    }

    private List<Integer> gone() {
        return descendants.gone().stream().map(it -> it.run().pid()).toList();
    }
}
