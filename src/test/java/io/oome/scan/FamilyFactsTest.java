package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.jvm.Effect;
import io.oome.jvm.OptionWords;
import io.oome.proc.Cwd;
import io.oome.proc.Environ;
import io.oome.proc.MountView;
import io.oome.proc.ProcessStatus;
import io.oome.proc.Reading;
import io.oome.proc.Reading.Denied;
import io.oome.proc.Reading.Known;
import io.oome.proc.Run;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FamilyFactsTest {

    private static final Reading<Environ> DENIED = new Denied<>("/proc/80/environ");

    private static ProcessFacts facts(int pid, Reading<Environ> environ, Reading<Cwd> cwd, boolean isJvm) {
        Jvm jvm = new Jvm(pid, OptionWords.options(List.of("java")), new Effect.Nothing());
        return new ProcessFacts(
                new Run(pid, 4711, Instant.EPOCH),
                new Known<>(new ProcessStatus(List.of(pid, pid, pid, pid), List.of(pid), 0)),
                environ,
                cwd,
                new Known<>(MountView.OURS),
                Optional.of(jvm).filter(any -> isJvm),
                Optional.empty());
    }

    private static ProcessFacts seen(int pid, String folder, boolean isJvm) {
        return facts(pid, new Known<>(new Environ(Map.of("HOMEDIR", folder))), cwd(folder), isJvm);
    }

    private static Reading<Cwd> cwd(String folder) {
        return new Known<>(new Cwd(Path.of(folder), false));
    }

    @Test
    void should_choose_the_process_itself_if_it_has_no_jvm() {
        ProcessFacts head = seen(71, "/srv", false);
        assertThat(new FamilyFacts(head, List.of(), List.of()).subjects()).containsExactly(head);
    }

    @Test
    void should_choose_the_jvms_and_not_their_shell() {
        ProcessFacts head = seen(71, "/srv", false);
        ProcessFacts one = seen(80, "/srv/one", true);
        ProcessFacts other = seen(81, "/srv/other", true);
        assertThat(new FamilyFacts(head, List.of(one, other), List.of()).subjects())
                .containsExactly(one, other);
    }

    @Test
    void should_choose_a_jvm_behind_another_jvm_too() {
        ProcessFacts head = seen(71, "/srv", true);
        ProcessFacts one = seen(80, "/srv/one", true);
        assertThat(new FamilyFacts(head, List.of(one), List.of()).subjects()).containsExactly(head, one);
    }

    /** {@code runuser}, and a monitor without SYS_PTRACE. */
    @Test
    void should_fill_in_from_the_process_only_what_is_unreadable_of_a_jvm() {
        ProcessFacts head = seen(71, "/srv", false);
        ProcessFacts hidden = facts(80, DENIED, new Denied<>("/proc/80/cwd"), true);
        ProcessFacts completed =
                new FamilyFacts(head, List.of(hidden), List.of()).subjects().get(0);
        assertThat(completed.environ()).isSameAs(head.environ());
        assertThat(completed.cwd()).isSameAs(head.cwd());
        assertThat(completed.uid()).hasValue(80);
        assertThat(completed.run().pid()).isEqualTo(80);
        assertThat(completed.jvm()).isSameAs(hidden.jvm());

        ProcessFacts half = facts(80, DENIED, cwd("/own"), true);
        assertThat(half.completedBy(head).cwd()).isSameAs(half.cwd());
    }

    /** Its pid can be another's by now: only what was read while it ran counts. */
    @Test
    void should_remember_a_jvm_that_has_ended_before_its_shell() {
        ProcessFacts head = seen(71, "/srv", false);
        ProcessFacts gone = seen(80, "/srv/one", true);
        FamilyFacts family = new FamilyFacts(head, List.of(), List.of(gone));
        assertThat(family.subjects()).containsExactly(head);
        assertThat(family.endedJvms()).containsExactly(gone);
        FamilyFacts over = family.afterItsEnd(() -> new Known<>(MountView.OURS));
        assertThat(over.subjects()).containsExactly(gone);
        assertThat(over.endedJvms()).isEmpty();
    }

    @Test
    void should_choose_the_process_itself_too_if_it_names_a_flag() {
        ProcessFacts head =
                facts(71, new Known<>(new Environ(Map.of("OOME_FILE", "/tmp/web.oome"))), cwd("/srv"), false);
        ProcessFacts jvm = seen(80, "/srv/one", true);
        assertThat(new FamilyFacts(head, List.of(jvm), List.of()).subjects()).containsExactly(jvm, head);
    }
}
