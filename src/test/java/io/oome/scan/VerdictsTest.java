package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.jvm.Effect;
import io.oome.jvm.JvmOptions;
import io.oome.jvm.OptionWords;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

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
                jvm,
                Optional.empty());
    }

    private static Optional<Jvm> unarmed() {
        return Optional.of(new Jvm(71, OptionWords.options(List.of("java", "-jar", "web.jar")), new Effect.Nothing()));
    }

    private static Optional<Jvm> touching(String file) {
        return Optional.of(new Jvm(
                71,
                OptionWords.options(List.of("java", "-jar", "web.jar")),
                new Effect.Touches(List.of(file), false, Optional.empty())));
    }

    /** Asks for an exemption whenever a verdict needs attention. */
    private Optional<Verdict> of(ProcessFacts facts, String flag, FlagRule rule) {
        FlagPath path = new FlagPath(Path.of(flag), rule, Path.of(flag));
        Place place = Place.of(new FlagSearch(Optional.of(path), List.of()), new FlagFile.Absent());
        List<Verdicts.Subject> subjects = List.of(new Verdicts.Subject(facts, place));
        return verdicts.of(WEB, new FamilyFacts(facts, List.of(), List.of()), subjects, () -> {
            judged++;
            return isExempt;
        });
    }

    private Optional<Kind> kind(ProcessFacts facts) {
        return of(facts, "/tmp/work/oome", FlagRule.CWD).map(Verdict::kind);
    }

    @Test
    void should_judge_once_per_run() {
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
    void should_judge_again_when_the_flags_path_changes() {
        ProcessFacts facts = facts(71, 1000, touching("/tmp/web.oome"));
        assertThat(of(facts, "/tmp/web.oome", FlagRule.JVM).orElseThrow().text())
                .isEqualTo("armed: JVM 71: it creates /tmp/web.oome");
        assertThat(of(facts, "/tmp/other.oome", FlagRule.OOME_FILE)
                        .orElseThrow()
                        .kind())
                .isEqualTo(Kind.MISMATCH);
    }

    @Test
    void should_judge_again_a_process_removed_and_added() {
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
    void should_say_nothing_about_an_exempt_process() {
        isExempt = true;
        assertThat(kind(facts(71, 1000, unarmed()))).isEmpty();
    }

    /** An operator creates the folder while the process runs. */
    @Test
    void should_judge_an_unwritable_flag_again(@TempDir Path folder) throws Exception {
        String flag = folder + "/work/oome";
        ProcessFacts facts = facts(71, 1000, touching(flag));
        assertThat(of(facts, flag, FlagRule.JVM).map(Verdict::kind)).hasValue(Kind.UNWRITABLE);
        Files.createDirectory(folder.resolve("work"));
        assertThat(of(facts, flag, FlagRule.JVM).map(Verdict::kind)).hasValue(Kind.ARMED);
    }

    @Test
    void should_report_a_folder_in_place_of_the_flag(@TempDir Path folder) {
        Verdict verdict = of(facts(71, 1000, touching(folder.toString())), folder.toString(), FlagRule.JVM)
                .orElseThrow();
        assertThat(verdict.text())
                .isEqualTo("unwritable: JVM 71: " + folder + " is a folder: remove it, or name a file in it");
    }

    /** Any user can move to /tmp a root-owned file that lies in his own folder. */
    @Test
    void should_suggest_a_root_owned_folder_for_a_root_jvm() {
        assertThat(suggestion(0)).isEqualTo("-XX:OnOutOfMemoryError=touch /run/web.oome");
        assertThat(suggestion(1000)).isEqualTo("-XX:OnOutOfMemoryError=touch /tmp/web.oome");
    }

    private String suggestion(int uid) {
        ProcessFacts facts = facts(71, 1000, unarmed());
        ProcessStatus status = new ProcessStatus(List.of(uid, uid, uid, uid), List.of(71), 0);
        ProcessFacts ofUser = new ProcessFacts(
                new Run(71, uid, Instant.EPOCH),
                new Known<>(status),
                facts.environ(),
                facts.cwd(),
                facts.mountView(),
                facts.jvm(),
                Optional.empty());
        return of(ofUser, "/srv/work/oome", FlagRule.CWD)
                .orElseThrow()
                .remedy()
                .orElseThrow()
                .word();
    }

    @Test
    void should_look_past_a_mere_runner_but_not_past_a_shell() {
        fake.process(70).childOf(1).cmdline("runuser", "-u", "app", "--", "java");
        fake.process(71).childOf(70).cmdline("java");
        assertThat(kindBehind(70)).isEqualTo(Kind.EXITS);
        fake.process(70).childOf(1).cmdline("/bin/sh", "-c", "java; sleep 9999");
        assertThat(kindBehind(70)).isEqualTo(Kind.UNKNOWN);
        fake.process(69).childOf(1).cmdline("runuser", "-u", "app", "--", "sh", "-c", "java; true");
        fake.process(70).childOf(69).cmdline("sh", "-c", "java; true");
        assertThat(kindBehind(69)).isEqualTo(Kind.UNKNOWN);
    }

    private Kind kindBehind(int head) {
        JvmOptions exits = OptionWords.options(List.of("java", "-XX:+ExitOnOutOfMemoryError", "Main"));
        ProcessFacts jvm = facts(71, ++judged, Optional.of(new Jvm(71, exits, new Effect.Nothing())));
        FlagPath path = new FlagPath(Path.of("/tmp/f"), FlagRule.OOME_FILE, Path.of("/tmp/f"));
        Place place = Place.of(new FlagSearch(Optional.of(path), List.of()), new FlagFile.Absent());
        FamilyFacts family = new FamilyFacts(facts(head, 1, Optional.empty()), List.of(jvm), List.of());
        return verdicts.of(WEB, family, List.of(new Verdicts.Subject(jvm, place)), () -> false)
                .orElseThrow()
                .kind();
    }
}
