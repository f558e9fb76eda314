package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.jvm.Effect;
import io.oome.jvm.JvmOptions;
import io.oome.jvm.Verdict;
import io.oome.jvm.Verdict.Kind;
import io.oome.proc.Cwd;
import io.oome.proc.Environ;
import io.oome.proc.FakeProc;
import io.oome.proc.MountView;
import io.oome.proc.ProcessStatus;
import io.oome.proc.Reading.Known;
import io.oome.proc.Run;
import io.oome.supervisor.Namespec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VerdictsTest {

    private static final Namespec WEB = Namespec.parse("web");

    @RegisterExtension
    final FakeProc fake = new FakeProc();

    private final Verdicts verdicts = new Verdicts(fake.proc(), Optional::empty);
    private int judged;
    private boolean isExempt;

    private static ProcessFacts facts(int pid, long startTicks, Optional<Jvm> jvm) {
        return new ProcessFacts(
                new Run(pid, startTicks, Instant.EPOCH),
                new Known<>(new ProcessStatus(List.of(0, 0, 0, 0), List.of(pid), 0)),
                new Known<>(new Environ(Map.of())),
                new Known<>(new Cwd(Path.of("/tmp"), false)),
                new Known<>(MountView.OURS),
                jvm);
    }

    private static Optional<Jvm> unarmed() {
        return Optional.of(new Jvm(71, JvmOptions.of(List.of("java", "-jar", "web.jar")), new Effect.Nothing()));
    }

    private static Optional<Jvm> touching(String file) {
        return Optional.of(new Jvm(
                71, JvmOptions.of(List.of("java", "-jar", "web.jar")), new Effect.Touches(List.of(file), false)));
    }

    /** An exemption is asked for whenever a verdict that is worth a word is found. */
    private Optional<Verdict> of(ProcessFacts facts, String flag, FlagRule rule) {
        FlagPath path = new FlagPath(Path.of(flag), rule, Path.of(flag));
        Place place = Place.of(new FlagSearch(Optional.of(path), List.of()), new FlagFile.Absent());
        List<Verdicts.Subject> subjects = List.of(new Verdicts.Subject(facts, place));
        return verdicts.of(WEB, new FamilyFacts(facts, List.of()), subjects, () -> {
            judged++;
            return isExempt;
        });
    }

    private Optional<Kind> kind(ProcessFacts facts) {
        return of(facts, "/tmp/work/oome", FlagRule.CWD).map(Verdict::kind);
    }

    @Test
    void should_judge_once_a_run() {
        ProcessFacts facts = facts(71, 1000, unarmed());
        assertThat(kind(facts)).hasValue(Kind.UNARMED);
        assertThat(kind(facts)).hasValue(Kind.UNARMED);
        assertThat(judged).isEqualTo(1);
        assertThat(kind(facts(71, 2000, unarmed()))).hasValue(Kind.UNARMED);
        assertThat(judged).isEqualTo(2);
        kind(facts(98, 2000, unarmed()));
        assertThat(judged).isEqualTo(3);
    }

    /** {@code exec java}. */
    @Test
    void should_judge_again_a_script_that_has_become_a_jvm() {
        assertThat(kind(facts(71, 1000, Optional.empty()))).hasValue(Kind.NO_JVM);
        assertThat(kind(facts(71, 1000, unarmed()))).hasValue(Kind.UNARMED);
    }

    @Test
    void should_judge_again_where_the_flag_is_looked_for_elsewhere() {
        ProcessFacts facts = facts(71, 1000, touching("/tmp/web.oome"));
        assertThat(of(facts, "/tmp/web.oome", FlagRule.JVM).orElseThrow().text())
                .isEqualTo("armed: JVM 71: it makes /tmp/web.oome");
        assertThat(of(facts, "/tmp/other.oome", FlagRule.OOME_FILE)
                        .orElseThrow()
                        .kind())
                .isEqualTo(Kind.MISMATCH);
    }

    @Test
    void should_judge_again_what_was_removed_and_added() {
        ProcessFacts facts = facts(71, 1000, unarmed());
        kind(facts);
        verdicts.retain(Set.of(WEB));
        kind(facts);
        assertThat(judged).isEqualTo(1);
        verdicts.retain(Set.of());
        kind(facts);
        assertThat(judged).isEqualTo(2);
    }

    @Test
    void should_say_nothing_of_what_is_never_acted_on() {
        isExempt = true;
        assertThat(kind(facts(71, 1000, unarmed()))).isEmpty();
    }
}
